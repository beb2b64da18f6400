"""The addresses of the pages of authored content."""

from django.urls import path

from campaigns.pages import maps

urlpatterns = [
    path("campaigns/<str:id>/maps/", maps.maps, name="maps"),
    path("campaigns/<str:id>/maps/new/", maps.new_map, name="new_map"),
    path("maps/<str:id>/", maps.edit_map, name="edit_map"),
    path("maps/<str:id>/delete/", maps.delete_map, name="delete_map"),
    path("maps/<str:id>/paint/", maps.paint_map, name="paint_map"),
    path("maps/<str:id>/image/", maps.map_image, name="map_image"),
]
