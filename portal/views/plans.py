"""Plans and retail prices, with the margin."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from credits.pricing import discounted, sellable_plans
from errors_docs.money import format_credits
from portal.navigation import PARTNERS
from portal.price_forms import AddOnPricesForm, PlanPriceForm
from portal.pricing import add_on_rows, discount_of, plan_rows, set_add_on_prices, set_plan_price
from portal.roles import Right
from portal.visitor import Visitor, page, show

FORM = ("GET", "HEAD", "POST")


@require_safe
@page(kinds=PARTNERS)
def plans(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every plan and add-on that the platform has opened, with both prices."""
    account = visitor.account
    context = {
        "section": "plans",
        "plans": plan_rows(account),
        "add_ons": add_on_rows(account),
        "discount": discount_of(account),
    }
    return show(request, visitor, "portal/plans.html", context)


@require_http_methods(FORM)
@page(Right.SET_PRICES, kinds=PARTNERS)
def plan_price(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponse:
    """The retail side of one plan."""
    known = sellable_plans(visitor.account.pk)
    plan = known.filter(slug=slug).first() if "\0" not in slug else None
    if plan is None:
        raise Http404
    now = {
        "is_enabled": plan.retail_enabled,
        "price": plan.retail_price,
        "ai_lens_medical_price": plan.retail_ai_lens_medical_price,
    }
    form = PlanPriceForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        set_plan_price(visitor.account, plan, **form.cleaned_data)
        messages.success(request, f"The prices of {plan.name} are set, for live and test mode.")
        return redirect("portal:plans")
    seat, ai_lens_medical = (
        format_credits(discounted(price, discount_of(visitor.account)), grouped=True)
        for price in (plan.price, plan.ai_lens_medical_price)
    )
    context = {
        "section": "plans",
        "form": form,
        "title": f"Prices of {plan.name}",
        "submit": "Save prices",
        "says": f"In credits. You pay {seat} a {plan.period} for a seat, {ai_lens_medical} a month for aiLensMedical.",
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM)
@page(Right.SET_PRICES, kinds=PARTNERS)
def add_on_price(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The retail side of all add-ons."""
    rows = add_on_rows(visitor.account)
    now = {row.add_on.name: row.price.retail for row in rows}
    form = AddOnPricesForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        set_add_on_prices(visitor.account, {name: form.cleaned_data[name] for name in now})
        messages.success(request, "The prices of the add-ons are set, for live and test mode.")
        return redirect("portal:plans")
    context = {
        "section": "plans",
        "form": form,
        "title": "Prices of add-ons",
        "submit": "Save prices",
        "says": "In credits, of one unit for a month. An order pays it for each month of its plan's period.",
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)
