"""Synthetic studies: small, the same for the same seed, with names that are not all plain letters."""

import io
import random
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

FAMILIES: Final = (
    *("Meyer", "Okafor", "Lindqvist", "Sato", "Ng", "Garcia", "Novak", "Haddad", "Silva", "Iversen"),
    *("Müller", "Çelik", "Łukasz", "Örn", "D'Arcy", "van den Berg"),
)
GIVEN: Final = ("Ada", "Ben", "Chi", "Dora", "Eli", "Finn", "Gül", "Hana", "Ivo", "Jun")
MODALITIES: Final = ("CT", "MR", "CR", "DX", "US")


@dataclass(frozen=True)
class MadeStudy:
    """One study and its instances."""

    uid: str
    patient_id: str
    patient_name: str
    modality: str
    date: str
    instances: list[Dataset]

    @property
    def files(self) -> list[bytes]:
        """Each instance as a file."""
        return [file_of(instance) for instance in self.instances]


def make_studies(
    count: int, *, seed: int = 7, series: int = 2, instances: int = 5, size: int = 64
) -> Iterator[MadeStudy]:
    """So many of them; two studies a patient."""
    choice, pixels = random.Random(seed), np.random.default_rng(seed)
    for number in range(count):
        person = number // 2
        study = MadeStudy(
            uid=made_uid(seed, "study", number),
            patient_id=f"PAT{seed}-{person:05d}",
            patient_name=f"{FAMILIES[person % len(FAMILIES)]}^{GIVEN[person % len(GIVEN)]}",
            modality=MODALITIES[number % len(MODALITIES)],
            date=f"{2021 + number % 5}{1 + choice.randrange(12):02d}{1 + choice.randrange(28):02d}",
            instances=[],
        )
        time = f"{choice.randrange(24):02d}{choice.randrange(60):02d}00"
        for place in range(series * instances):
            made = make_instance(
                StudyInstanceUID=study.uid,
                SeriesInstanceUID=made_uid(seed, "series", number, place // instances),
                SOPInstanceUID=made_uid(seed, "instance", number, place),
                PatientID=study.patient_id,
                PatientName=study.patient_name,
                StudyDate=study.date,
                StudyTime=time,
                AccessionNumber=f"ACC{number:06d}",
                StudyID=str(number),
                StudyDescription=f"Study {number}",
                Modality=study.modality,
                SeriesNumber=place // instances + 1,
                InstanceNumber=place % instances + 1,
            )
            made.Rows = made.Columns = size
            made.PixelData = pixels.integers(0, 4096, size * size, dtype=np.uint16).tobytes()
            study.instances.append(made)
        yield study


def make_instance(**attributes: Any) -> Dataset:
    """An image of 4 by 4 pixels with UIDs of its own; ``attributes`` by keyword."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SpecificCharacterSet = "ISO_IR 192"
    defaults: dict[str, Any] = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": generate_uid(),
        "StudyInstanceUID": generate_uid(),
        "SeriesInstanceUID": generate_uid(),
        "PatientID": "PAT",
        "PatientName": "Doe^Jo",
        "PatientBirthDate": "19700101",
        "PatientSex": "O",
        "StudyDate": "20260102",
        "StudyTime": "101112",
        "ReferringPhysicianName": "Ref^Doc",
        "Modality": "CT",
        "SeriesNumber": 1,
        "InstanceNumber": 1,
        "Rows": 4,
        "Columns": 4,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
        "PixelData": bytes(32),
    }
    with warnings.catch_warnings():
        # Some tests want values that are none.
        warnings.simplefilter("ignore")
        for keyword, value in {**defaults, **attributes}.items():
            setattr(made, keyword, value)
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return made


def file_of(instance: Dataset) -> bytes:
    """The bytes of its file."""
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instance.save_as(written, enforce_file_format=True)
    return written.getvalue()


def made_uid(*parts: Any) -> UID:
    """The same for the same parts."""
    return generate_uid(entropy_srcs=[str(part) for part in parts])
