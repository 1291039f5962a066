"""Every write of the product: logged in the journal, undoable, rejected with a sentence."""
