"""Areas of life: Work, Health…"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from core.models.preferences import validate_working_hours
from tasks.constants import DOMAIN_NAME_LENGTH

# One emoji (UTS #51, ED-17): a flag, a key, or symbols that a joiner makes one; each perhaps with
# a variant, a skin tone and tags. Symbols that are no emoji pass as well; letters do not.
_FLAG = r"[\U0001F1E6-\U0001F1FF]{2}"
_KEY = r"[0-9#*]\uFE0F?\u20E3"
_SYMBOL = r"[©®\u203C\u2049\u2122\u2139\u2190-\u2BFF\u3030\u303D\u3297\u3299"
_SYMBOL += r"\U0001F000-\U0001F1E5\U0001F200-\U0001FAFF]"
_PICTURE = _SYMBOL + r"\uFE0F?[\U0001F3FB-\U0001F3FF]?([\U000E0020-\U000E007E]+\U000E007F)?"
EMOJI_PATTERN = rf"^({_FLAG}|{_KEY}|{_PICTURE}(\u200D{_PICTURE})*)$"
ICON_LENGTH = 16  # code points; a family is eleven


class DomainQuerySet(models.QuerySet["Domain"]):
    """Queries for domains. Every query starts with `for_user`."""

    def for_user(self, user: User) -> DomainQuerySet:
        return self.filter(user=user)

    def active(self) -> DomainQuerySet:
        return self.filter(archived=False)


class Domain(models.Model):
    """An area of life that tasks belong to."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="domains", db_index=False
    )
    # Text without a limit: the constraint below has a sentence, a column's limit has none.
    name = models.TextField()
    colour = models.TextField(default="#3553c8")
    icon = models.TextField(blank=True, default="", help_text=_("One emoji."))
    position = models.FloatField(default=0)
    hours = models.JSONField(
        null=True,
        blank=True,
        validators=[validate_working_hours],
        help_text=_("When its tasks may be planned. Empty: during the user's working hours."),
    )
    archived = models.BooleanField(default=False)

    objects = DomainQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                condition=Q(archived=False),
                name="domain_name_is_unique",
                violation_error_message=_("You already have a domain with this name."),
            ),
            # What the composite foreign keys of tasks refer to; also lists a user's domains.
            models.UniqueConstraint(fields=["user", "id"], name="domain_of_user"),
            check_constraint(
                "domain_has_a_name",
                Q(name=Trim(F("name"))) & ~Q(name=""),
                _("A domain needs a name without spaces around it."),
            ),
            check_constraint(
                "domain_name_fits",
                Q(name__length__lte=DOMAIN_NAME_LENGTH),
                format_lazy(
                    _("A domain name can have up to {limit} characters."), limit=DOMAIN_NAME_LENGTH
                ),
            ),
            check_constraint(
                "domain_icon_is_one_emoji",
                Q(icon="") | Q(icon__regex=EMOJI_PATTERN, icon__length__lte=ICON_LENGTH),
                _("Use a single emoji as the icon."),
            ),
            check_constraint(
                "domain_colour_is_hex",
                Q(colour__regex=r"^#[0-9a-f]{6}$"),
                _("Write the colour like #3553c8."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
