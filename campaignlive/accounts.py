"""People's accounts: signing up, in and out, and another password."""

import re
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from campaignlive.attempts import Limit, address_of, allowed, forget, take_back
from interactions import rooms

SIGN_IN_AS_ONE: Final = Limit("sign-in-name", 10, 300)
SIGN_IN_FROM_ONE_PLACE: Final = Limit("sign-in", 60, 300)
SIGN_UP: Final = Limit("sign-up", 20, 3600)
NEW_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
"""For those who sign up; whoever has another name keeps it."""


class Onward(views.RedirectURLMixin):
    """Who is signed in goes on to `next`, which keeps to this site and never leads back to the door itself."""

    request: HttpRequest
    next_page = "/"

    def get_redirect_url(self) -> str:
        onward = super().get_redirect_url()
        doors = {resolve_url(name) for name in ("login", "signup", "logout")}
        return "" if onward.split("?")[0] in doors else onward


class SignIn(Onward, views.LoginView):
    """By name and password. Who guesses too often waits."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        as_one = f"{address_of(request)} {request.POST.get('username', '').casefold()}"
        from_here = allowed(SIGN_IN_FROM_ONE_PLACE, address_of(request))
        if not allowed(SIGN_IN_AS_ONE, as_one) or not from_here:
            return self._wait()
        answer = super().post(request, *args, **kwargs)
        if isinstance(answer, HttpResponseRedirect):
            forget(SIGN_IN_AS_ONE, as_one)
            take_back(SIGN_IN_FROM_ONE_PLACE, address_of(request))
        return answer

    def _wait(self) -> HttpResponse:
        context = self.get_context_data(form=AuthenticationForm(self.request), waits=True)
        headers = {"Retry-After": str(SIGN_IN_AS_ONE.seconds)}
        return self.render_to_response(context, status=429, headers=headers)


class NewAccount(UserCreationForm):
    """In the words of the other pages."""

    class Meta(UserCreationForm.Meta):
        labels = {"username": "Name"}
        help_texts = {
            "username": "What the others call you. For new names: letters from a to z, small or capital, digits and . - _"
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password2"].label = "The password again"
        self.fields["password2"].help_text = ""

    def clean_username(self) -> str | None:
        """Two names that look alike would be two people: of other scripts' letters, many look like these."""
        name: str | None = super().clean_username()  # None where somebody has it: that is said already
        if name is not None and not NEW_NAME.fullmatch(name):
            raise ValidationError("A name has only letters from a to z, small or capital, digits and . - _")
        return name


class SignUp(Onward, FormView):
    """A new account, signed in at once; an invited newcomer goes on to the invitation."""

    template_name = "registration/signup.html"
    form_class = NewAccount

    @method_decorator(sensitive_post_parameters())
    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NewAccount) -> HttpResponse:
        if not allowed(SIGN_UP, address_of(self.request)):
            form.add_error(None, "Many accounts have come from where you are. Try again in an hour.")
            return self.render_to_response(self.get_context_data(form=form), status=429)
        login(self.request, form.save())
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: NewAccount) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **more)


class SignOut(views.LogoutView):
    """Whoever signs out leaves the tables too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        rooms.look_again()
        return response


class ChangePassword(views.PasswordChangeView):
    """Ends every other session of this person."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("campaigns")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(self.request, "Your password is changed. Everywhere else you are signed out.")
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
