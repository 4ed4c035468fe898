"""The addresses of an instance: one prefix for each portal."""

from allauth.socialaccount.views import login_cancelled
from django.conf import settings
from django.urls import include, path

from pinzhang.portals.public.views.doors import after_sign_in
from pinzhang.portals.ui.views import choose_language, second_factor, sign_in_at_provider, sign_out_everywhere, states

handler500 = "pinzhang.portals.ui.views.server_error"
urlpatterns = [
    path("language", choose_language, name="set_language"),
    path("account/after", after_sign_in, name="after_sign_in"),
    path("account/second-factor", second_factor, name="second_factor"),
    path("account/sessions/end", sign_out_everywhere, name="sign_out_everywhere"),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/provider/cancelled", login_cancelled, name="socialaccount_login_cancelled"),
    path("account/provider/oidc/<str:provider_id>/login/", sign_in_at_provider, name="openid_connect_login"),
    path("account/provider/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("api/", include("pinzhang.portals.api.urls")),
    path("enterprise/", include("pinzhang.portals.enterprise.urls")),
    path("institution/", include("pinzhang.portals.institution.urls")),
    path("reviewer/", include("pinzhang.portals.reviewer.urls")),
    path("staff/", include("pinzhang.portals.staff.urls")),
    path("", include("pinzhang.portals.public.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("ui/states", states, name="ui_states"))
if settings.METRICS_TOKEN:
    from pinzhang.adapters.telemetry.prometheus import metrics

    urlpatterns.insert(0, path("metrics", metrics, name="metrics"))
