"""Periodic tasks, all of them. Each may run twice, late or on several workers at once, and moves money once."""

from procrastinate.contrib.django import app

from credits import upkeep


@app.periodic(cron="*/5 * * * *")
@app.task(name="credits.expire_grants", queue="upkeep", queueing_lock="credits.expire_grants")
def expire_grants(timestamp: int) -> None:
    """What is left of grants that expired goes to breakage."""
    upkeep.expire_grants()


@app.periodic(cron="* * * * *")
@app.task(name="credits.sweep_holds", queue="upkeep", queueing_lock="credits.sweep_holds")
def sweep_holds(timestamp: int) -> None:
    """Holds that a crash left behind are released at their deadline plus a minute."""
    upkeep.sweep_holds()


