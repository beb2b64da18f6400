"""The addresses of the pages of authored content."""

from django.urls import path

from campaigns.pages import campaign, characters, invitations, library, maps, members, places

urlpatterns = [
    path("campaigns/new/", campaign.new, name="new_campaign"),
    path("campaigns/<str:id>/settings/", campaign.edit, name="edit_campaign"),
    path("campaigns/<str:id>/delete/", campaign.delete, name="delete_campaign"),
    path("campaigns/<str:id>/members/", members.members, name="members"),
    path("members/<str:id>/role/", members.change_role, name="change_role"),
    path("members/<str:id>/end/", members.end, name="end_membership"),
    path("members/<str:id>/hand-over/", members.hand_over, name="hand_over"),
    path("campaigns/<str:id>/invitations/", invitations.invitations, name="invitations"),
    path("invitations/<str:id>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path("campaigns/<str:id>/maps/", maps.maps, name="maps"),
    path("campaigns/<str:id>/maps/new/", maps.new_map, name="new_map"),
    path("maps/<str:id>/", maps.edit_map, name="edit_map"),
    path("maps/<str:id>/delete/", maps.delete_map, name="delete_map"),
    path("maps/<str:id>/paint/", maps.paint_map, name="paint_map"),
    path("maps/<str:id>/image/", maps.map_image, name="map_image"),
    path("campaigns/<str:id>/places/", places.places, name="places"),
    path("campaigns/<str:id>/characters/", characters.characters, name="characters"),
    path("campaigns/<str:id>/characters/new/", characters.new, name="new_character"),
    path("characters/<str:id>/", characters.sheet, name="character"),
    path("characters/<str:id>/delete/", characters.delete, name="delete_character"),
    path("characters/<str:id>/<str:section>/", characters.edit, name="edit_character"),
    path("library/", library.library, name="library"),
    path("library/<slug:kind>/", library.listing, name="library_kind"),
    path("library/<slug:kind>/<str:id>/", library.one, name="library_one"),
    path("library/<slug:kind>/<str:id>/copy/", library.copy_one, name="library_copy"),
]

for plural, kind in places.KINDS.items():
    urlpatterns += [
        path(f"campaigns/<str:id>/{plural}/new/", places.new, {"kind": kind}, name=f"new_{kind.word}"),
        path(f"{plural}/<str:id>/", places.edit, {"kind": kind}, name=kind.word),
        path(f"{plural}/<str:id>/delete/", places.delete, {"kind": kind}, name=f"delete_{kind.word}"),
    ]
