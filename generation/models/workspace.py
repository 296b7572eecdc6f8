"""A workspace is the profile of an account that calls the Workspace API; its plan says what it gets and may."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from partners.models import Account


class WorkspacePlan(models.Model):
    """What a class of workspaces gets. A change is for all its workspaces, of their credits from next month on."""

    slug = models.SlugField(
        max_length=40, unique=True, help_text="Tools name their lowest plan by it, so it stays as it is."
    )
    name = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(
        unique=True, help_text="A tool is open to its lowest plan and to every plan of a higher rank."
    )
    monthly_credits = models.BigIntegerField(validators=[MinValueValidator(0)])
    regenerations = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of each tool and project; empty: any number."
    )

    class Meta:
        ordering = ("rank",)
        constraints = (models.CheckConstraint(condition=Q(monthly_credits__gte=0), name="workspace_plan_has_credits"),)

    def __str__(self) -> str:
        return self.name


class Workspace(models.Model):
    """The profile of an account of kind workspace. A deleted workspace is one whose account is inactive."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    plan = models.ForeignKey(WorkspacePlan, on_delete=models.PROTECT)
    #: Months are counted from here: the sign-up, or the last change to a plan that gives more.
    anchored_at = models.DateTimeField(editable=False)
    next_refresh_at = models.DateTimeField(editable=False)

    class Meta:
        indexes = (models.Index(fields=["next_refresh_at"], name="workspace_to_refresh"),)

    def __str__(self) -> str:
        return self.account.name
