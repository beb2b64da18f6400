"""What every admin of ours has in common: staff by Django's permissions, DMs by the role table and for their campaigns only."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import JSONField, Q, QuerySet
from django.http import HttpRequest

from campaigns.admin.forms import BoundedJSON, FoundAccount, OfOneCampaign, PartForm
from campaigns.convex.fields import pulled_columns
from campaigns.convex.mirrored import is_mirrored
from campaigns.desk import is_dm, is_staff
from campaigns.images import forget_images
from campaigns.models import Campaign, Membership
from campaigns.permissions import DMS, MAY, Verb, campaign_paths, may_touch, of_the_library, rows
from campaigns.protection import WORDS, played_in
from campaigns.roles import role_of

Related = admin.RelatedOnlyFieldListFilter
"""The filter that offers only what the listed rows hold: the choices of others are nobody's business."""


class Values(admin.AllValuesFieldListFilter):
    """A filter by the values that there are, in which what has none has a name, too."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            yield choice if str(choice["display"]).strip() else choice | {"display": "None"}


class Limited:
    """Choices of foreign keys are limited to what the asker may use; without a search in all users for DMs. And JSON to what
    can be read."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if isinstance(db_field, JSONField):
            options.setdefault("form_class", BoundedJSON)
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if not is_staff(request.user):
            options.setdefault("queryset", usable(request.user, db_field.related_model))
        elif db_field.related_model is get_user_model():
            options.setdefault("widget", FoundAccount(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "campaign" and field is not None and not is_staff(request.user):
            field.required = True  # what has no campaign belongs to the library
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if not is_staff(request.user):
            options.setdefault("queryset", usable(request.user, db_field.related_model))
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        fields = super().get_autocomplete_fields(request)
        if is_staff(request.user):
            return fields
        model: Any = self.model
        return [name for name in fields if model._meta.get_field(name).related_model is not get_user_model()]


class OnSite:
    """A form with a link to the row's page on the site, for members alone: to nobody else there is such a page."""

    def campaign_of(self, obj: Any) -> str:
        """The id of the campaign whose members have the page."""
        return str(obj.campaign_id)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        answer = super().render_change_form(request, context, *args, **kwargs)
        obj = kwargs.get("obj")
        if obj is not None and role_of(request.user.pk, self.campaign_of(obj)) is None:
            answer.context_data["has_absolute_url"] = False
        return answer


def usable(user: Any, model: Any) -> QuerySet[Any]:
    """The rows that a DM may name in a form."""
    if model is Campaign:
        return rows(user, "change", Campaign)
    if model is get_user_model():
        return model._default_manager.filter(memberships__campaign__in=campaigns_led_by(user)).distinct()
    return model._default_manager.filter(led(user, model)) if model in MAY else model._default_manager.none()


def led(user: Any, model: Any) -> Q:
    """Rows of the campaigns in which this person is a DM, and the library's: where she only plays she has her sheet's page."""
    mine = campaigns_led_by(user)
    found = Q()
    for path in campaign_paths(model):
        found |= Q(**{f"{path}__in": mine})
    return found | of_the_library(model)


def campaigns_led_by(user: Any) -> QuerySet[Any]:
    """The ids of the campaigns in which this person is a DM."""
    return Membership.objects.filter(user_id=user.pk, role__in=DMS).values("campaign")


class Authored(Limited, admin.ModelAdmin):
    """Rows of the role table. What a live table plays with is read-only meanwhile, and what was made in Convex is there."""

    save_on_top = True
    form: Any = OfOneCampaign

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        if is_staff(request.user):
            return found
        return found.filter(led(request.user, self.model))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) if is_staff(request.user) else self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) if is_staff(request.user) else self._may(request, "create", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_staff(request.user):
            return super().has_change_permission(request, obj)
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and (played_in(obj) or is_mirrored(obj)):
            return False
        if is_staff(request.user):
            return super().has_delete_permission(request, obj)
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, verb: Verb, obj: Any) -> bool:
        """Without a row: whether a DM may do it to any."""
        if obj is None:
            return bool(MAY[self.model].get(verb, frozenset()) & DMS) and is_dm(request.user)
        return self.get_queryset(request).filter(pk=obj.pk).exists() and may_touch(request.user, verb, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))
        if obj is not None and is_mirrored(obj):
            fixed += (
                ["campaign", *pulled_columns(self.model)] if self.model is not Campaign else pulled_columns(self.model)
            )
        if obj is None or not played_in(obj):
            return fixed
        return fixed + [f.name for f in self.model._meta.get_fields() if _is_column(f) and f.name not in WORDS]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        forget_images(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            forget_images(row)
        super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing of a live table is deleted, not even many at once."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        live = [f"{row}: part of “{name}”, which is live" for row in objs if (name := played_in(row))]
        there = [f"{row}: made in Convex, and deleted there" for row in objs if is_mirrored(row)]
        return deleted, counts, needed, [*protected, *live, *there]


class PartOfCreature(Authored):
    """Attacks, features and belongings on pages of their own, beside the inlines of their creatures."""

    form = PartForm


def _is_column(field: Any) -> bool:
    return bool(getattr(field, "editable", False)) and not field.auto_created


class Part(Limited):
    """An inline: whoever may change the whole may change its parts; nobody while it is at a live table."""

    def _may(self, request: HttpRequest, whole: Any) -> bool:
        if whole is None:
            return True
        if played_in(whole):
            return False
        return is_staff(request.user) or may_touch(request.user, "change", whole)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # of a whole that the asker may look at

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)
