from django.urls import URLPattern

app_name = "reviewer"
urlpatterns: list[URLPattern] = []
