"""Live streams end with their session, whatever ended it: the database announces it."""

from django.db import migrations

# `user` 0 has no streams: a process of the previous release ignores the announcement.
CREATE = """
CREATE FUNCTION core_announce_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('whendoist_live', json_build_object('user', 0, 'session',
        left(encode(sha256(convert_to(OLD.session_key, 'UTF8')), 'hex'), 16))::text);
    RETURN NULL;
END $$;
CREATE TRIGGER core_session_end_is_announced AFTER DELETE ON django_session
    FOR EACH ROW WHEN (OLD.expire_date > now()) EXECUTE FUNCTION core_announce_session_end();

CREATE FUNCTION core_announce_sign_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('whendoist_live',
        json_build_object('user', OLD.id, 'ended', true)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER core_user_sign_out_is_announced AFTER UPDATE ON core_user
    FOR EACH ROW WHEN (OLD.password <> NEW.password OR (OLD.is_active AND NOT NEW.is_active))
    EXECUTE FUNCTION core_announce_sign_out();
CREATE TRIGGER core_user_deletion_is_announced AFTER DELETE ON core_user
    FOR EACH ROW EXECUTE FUNCTION core_announce_sign_out();
"""
DROP = """
DROP TRIGGER core_user_deletion_is_announced ON core_user;
DROP TRIGGER core_user_sign_out_is_announced ON core_user;
DROP TRIGGER core_session_end_is_announced ON django_session;
DROP FUNCTION core_announce_sign_out();
DROP FUNCTION core_announce_session_end();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_jobs_take_turns"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
