"""What an order costs: each component at the discount, rounded once, half up to a hundredth."""

from decimal import Decimal

import pytest

from credits.pricing import Order, Prices, cost, discounted


@pytest.mark.parametrize(
    ("hundredths", "percent", "paid"),
    [
        (100_00, "0", 100_00),
        (100_00, "15", 85_00),
        (100_00, "25", 75_00),
        (100_00, "33.33", 66_67),
        (100_00, "100", 0),
        (1, "15", 1),  # 0.85
        (1, "25", 1),  # 0.75
        (1, "33.33", 1),  # 0.6667
        (1, "50", 1),  # 0.5: half goes up
        (1, "50.01", 0),  # 0.4999
        (3, "50", 2),  # 1.5
        (10_05, "50", 5_03),  # 502.5
        (49_99, "15", 42_49),  # 4249.15
        (9_99, "25", 7_49),  # 749.25
        (9_98, "25", 7_49),  # 748.5
        (10, "15", 9),  # 8.5
        (30, "15", 26),  # 25.5
        (1_99, "33.33", 1_33),  # 132.6733
        (3_00, "33.33", 2_00),  # 200.01
        (7_51, "33.33", 5_01),  # 500.6917
        (0, "15", 0),
        (90_071_992_547_409_93, "0.01", 90_062_985_348_155_19),  # beyond what a float could hold
    ],
)
def test_an_amount_is_rounded_half_up(hundredths: int, percent: str, paid: int) -> None:
    assert discounted(hundredths, Decimal(percent)) == paid


@pytest.mark.parametrize(
    ("percent", "base", "add_ons", "lens"),
    [
        # Three seats of 33.33, one unit of 0.33 and two of 0.10, three lenses of 1.11.
        ("0", 99_99, 53, 3_33),
        ("15", 84_99, 45, 2_83),  # 8499.15, 45.05, 283.05
        ("25", 74_99, 40, 2_50),  # 7499.25, 39.75, 249.75
        ("33.33", 66_66, 35, 2_22),  # 6666.3333, 35.3351, 222.0111
        ("50", 50_00, 27, 1_67),  # 4999.5, 26.5, 166.5
    ],
)
def test_each_component_is_rounded_once_and_the_total_is_their_sum(
    percent: str, base: int, add_ons: int, lens: int
) -> None:
    prices = Prices(33_33, 1_11, {"extraServers": 33, "mysqlDatabases": 10}, Decimal(percent))
    order = Order(plan_id="p", seats=3, add_ons={"extraServers": 1, "mysqlDatabases": 2}, ai_lens_medical=True)
    breakdown = cost(order, prices)
    assert (breakdown.base_plan_cost, breakdown.add_on_cost, breakdown.ai_lens_medical_cost) == (base, add_ons, lens)
    assert breakdown.total == base + add_ons + lens


def test_seats_are_multiplied_before_rounding() -> None:
    breakdown = cost(Order(plan_id="p", seats=3), Prices(1, 0, {}, Decimal(50)))
    assert breakdown.base_plan_cost == 2  # 1.5 once, not 1 three times


def test_add_ons_are_summed_before_rounding() -> None:
    order = Order(plan_id="p", add_ons={"extraServers": 1, "mysqlDatabases": 1, "extraWorkspaces": 0})
    breakdown = cost(order, Prices(0, 0, {"extraServers": 1, "mysqlDatabases": 1}, Decimal(50)))
    assert breakdown.add_on_cost == 1


def test_the_lens_is_free_where_it_is_not_ordered() -> None:
    breakdown = cost(Order(plan_id="p", seats=5), Prices(1_00, 9_00, {}, Decimal(0)))
    assert (breakdown.ai_lens_medical_cost, breakdown.total) == (0, 5_00)


def test_the_largest_order_is_exact() -> None:
    order = Order(plan_id="p", seats=1000, add_ons={"hotStorageUnits": 100_000}, ai_lens_medical=True)
    prices = Prices(99_999_99, 99_999_99, {"hotStorageUnits": 99_999_99}, Decimal("33.33"))
    breakdown = cost(order, prices)
    assert breakdown.base_plan_cost == breakdown.ai_lens_medical_cost == 6_666_999_333
    assert breakdown.add_on_cost == 666_699_933_330
    assert breakdown.total == 680_033_931_996
