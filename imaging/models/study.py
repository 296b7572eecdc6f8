"""Study, series, instance, as DICOM nests them. Each belongs to one customer: a UID means nothing without it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from customers.models import Customer

#: The longest UID that DICOM allows (PS3.5, 9.1).
UID_LENGTH = 64


class IndexState(models.TextChoices):
    """Where an instance is between being stored and being found."""

    PENDING = "pending", "pending"
    INDEXED = "indexed", "indexed"
    FAILED = "failed", "failed"


class Study(models.Model):
    """Made when its first instance is stored, so that its patient is settled; seen by nobody until it is indexed.

    A study has one patient. What names another is refused when it is sent.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="studies", db_index=False)
    uid = models.CharField(max_length=UID_LENGTH)
    patient_id = models.CharField(max_length=64, blank=True)
    patient_name = models.CharField(max_length=400, blank=True)
    #: Case-folded, because names are matched without regard to case (PS3.4, C.2.2.2.1).
    folded_name = models.CharField(max_length=400, blank=True)
    birth_date = models.CharField(max_length=8, blank=True)
    sex = models.CharField(max_length=16, blank=True)
    date = models.DateField(null=True)
    #: HHMMSS and six digits of a second, or empty.
    time = models.CharField(max_length=13, blank=True)
    accession_number = models.CharField(max_length=64, blank=True)
    study_id = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=400, blank=True)
    #: Case-folded, as the patient's name.
    folded_physician = models.CharField(max_length=400, blank=True)
    #: In the order in which they first came.
    modalities = ArrayField(models.CharField(max_length=16), default=list)
    series_count = models.PositiveIntegerField(default=0)
    instance_count = models.PositiveIntegerField(default=0)
    #: The default attributes of a search, as text of a DICOM JSON object; and all attributes of the level.
    answer = models.TextField(blank=True)
    attributes = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    #: When its first instance was indexed; empty: it is not to be seen yet.
    indexed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "studies"
        constraints = (models.UniqueConstraint(fields=["customer", "uid"], name="one_study_for_each_uid"),)
        indexes = (
            models.Index(fields=["customer", "id"], name="study_in_order", condition=Q(indexed_at__isnull=False)),
            models.Index(fields=["customer", "patient_id", "id"], name="study_of_patient"),
            models.Index(fields=["customer", "date", "id"], name="study_by_date"),
            models.Index(F("customer"), F("folded_name"), name="study_by_name"),
            models.Index(fields=["customer", "accession_number"], name="study_by_accession"),
            GinIndex(fields=["modalities"], name="study_modalities"),
        )

    def __str__(self) -> str:
        return self.uid


class Series(models.Model):
    """Made by the indexer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="series")
    uid = models.CharField(max_length=UID_LENGTH)
    modality = models.CharField(max_length=16, blank=True)
    number = models.BigIntegerField(null=True)
    description = models.CharField(max_length=400, blank=True)
    instance_count = models.PositiveIntegerField(default=0)
    answer = models.TextField(blank=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "series"
        constraints = (models.UniqueConstraint(fields=["customer", "uid"], name="one_series_for_each_uid"),)

    def __str__(self) -> str:
        return self.uid


class Instance(models.Model):
    """One stored file. The first with its UID stays: the same bytes again change nothing, others are refused."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="instances")
    #: Empty until it is indexed.
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="instances")
    uid = models.CharField(max_length=UID_LENGTH)
    series_uid = models.CharField(max_length=UID_LENGTH)
    class_uid = models.CharField(max_length=UID_LENGTH)
    transfer_syntax = models.CharField(max_length=UID_LENGTH)
    number = models.BigIntegerField(null=True)
    #: The name in the storage, of no meaning.
    file = models.CharField(max_length=120, unique=True)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    state = models.CharField(max_length=8, choices=IndexState, default=IndexState.PENDING)
    #: Why it can't be indexed, in words without any of its values.
    failure = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    #: Every attribute but bulk data, as DICOM JSON: what WADO-RS calls metadata.
    attributes = models.JSONField(default=dict)
    stored_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer", "uid"], name="one_instance_for_each_uid"),
            models.CheckConstraint(condition=Q(size__gte=0), name="instance_size_is_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "indexed", "failed"]), name="instance_state_is_known"
            ),
        )
        indexes = (
            models.Index(fields=["customer", "id"], name="instance_in_order"),
            models.Index(fields=["id"], name="instance_unindexed", condition=Q(state="pending")),
        )

    def __str__(self) -> str:
        return self.uid
