"""Periodic tasks, all of them. Each may run twice, late or on several workers at once, and moves money once."""

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from credits import chain, upkeep
from customers import access, renewals
from generation import refresh
from generation.upkeep import sweep_generations
from imaging import sweeping
from imaging import tasks as imaging_tasks
from partners import idempotency, mail, rate_limits, request_log
from portal import table_cache
from webhooks import retention


@app.periodic(cron="*/5 * * * *")
@app.task(name="credits.expire_grants", queue="upkeep", queueing_lock="credits.expire_grants")
def expire_grants(timestamp: int) -> None:
    """What is left of grants that expired goes to breakage."""
    upkeep.expire_grants()


@app.periodic(cron="* * * * *")
@app.task(name="credits.sweep_holds", queue="upkeep", queueing_lock="credits.sweep_holds")
def sweep_holds(timestamp: int) -> None:
    """What a crash left behind ends at its deadline plus a minute: generations, and whatever else held credits."""
    sweep_generations()
    upkeep.sweep_holds()


@app.periodic(cron="*/5 * * * *")
@app.task(name="generation.refresh_due", queue="renewals", queueing_lock="generation.refresh_due")
def refresh_due(timestamp: int) -> None:
    """Workspaces whose month has ended get the credits of the next."""
    refresh.refresh_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="credits.seal_ledger", queue="upkeep", queueing_lock="credits.seal_ledger")
def seal_ledger(timestamp: int) -> None:
    """The hash chain of every wallet is carried on to its newest entry."""
    chain.seal_all()


@app.periodic(cron="7 4 * * *")
@app.task(name="credits.announce_seals", queue="upkeep", queueing_lock="credits.announce_seals")
def announce_seals(timestamp: int) -> None:
    """Partners get the newest seal of their ledger as an event, to keep it as proof."""
    chain.announce_seals()


@app.periodic(cron="*/5 * * * *")
@app.task(name="customers.renew_due", queue="renewals", queueing_lock="customers.renew_due")
def renew_due(timestamp: int) -> None:
    """Subscriptions whose period has ended are charged; what is past due is tried again once a day."""
    renewals.renew_due()


@app.periodic(cron="* * * * *")
@app.task(name="customers.resume_unpaid", queue="renewals", queueing_lock="customers.resume_unpaid")
def resume_unpaid(timestamp: int) -> None:
    """What could not be paid is charged as soon as a top-up allows it."""
    renewals.resume_unpaid()


@app.periodic(cron="47 * * * *")
@app.task(name="customers.announce_access_ends", queue="renewals", queueing_lock="customers.announce_access_ends")
def announce_access_ends(timestamp: int) -> None:
    """Partners are told of suspended customers whose files can be read a week more."""
    access.announce_ends()


@app.periodic(cron="17 * * * *")
@app.task(name="partners.forget_old_answers", queue="upkeep", queueing_lock="partners.forget_old_answers")
def forget_old_answers(timestamp: int) -> None:
    """Answers kept for an Idempotency-Key are removed after 24 hours."""
    idempotency.forget_old_answers()


@app.periodic(cron="37 * * * *")
@app.task(name="partners.forget_old_requests", queue="upkeep", queueing_lock="partners.forget_old_requests")
def forget_old_requests(timestamp: int) -> None:
    """The request log is kept for 30 days."""
    request_log.forget_old_requests()


@app.periodic(cron="*/5 * * * *")
@app.task(name="partners.forget_idle_windows", queue="upkeep", queueing_lock="partners.forget_idle_windows")
def forget_idle_windows(timestamp: int) -> None:
    """Windows of requests and of mail that nothing is in any more are removed."""
    rate_limits.forget_idle_windows()
    mail.forget_idle_windows()


@app.periodic(cron="*/5 * * * *")
@app.task(name="portal.forget_expired", queue="upkeep", queueing_lock="portal.forget_expired")
def forget_expired(timestamp: int) -> None:
    """What the sign-in counted and marked is removed once it has expired."""
    table_cache.forget_expired()


@app.periodic(cron="27 * * * *")
@app.task(name="webhooks.forget_old_events", queue="upkeep", queueing_lock="webhooks.forget_old_events")
def forget_old_events(timestamp: int) -> None:
    """Events and their deliveries are kept for 30 days, rotated secrets as long as they sign."""
    retention.forget_old_secrets()
    retention.forget_old_events()


@app.periodic(cron="*/10 * * * *")
@app.task(name="imaging.index_left_behind", queue="upkeep", queueing_lock="imaging.index_left_behind")
def index_left_behind(timestamp: int) -> None:
    """Instances that wait although their job is gone are indexed after all."""
    imaging_tasks.index_left_behind()


@app.periodic(cron="23 2 * * *")
@app.task(name="imaging.sweep_files", queue="upkeep", queueing_lock="imaging.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Files that no row owns are removed once they are six hours old."""
    sweeping.sweep()


@app.periodic(cron="47 3 * * *")
@app.task(name="config.remove_old_jobs", queue="upkeep", queueing_lock="config.remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that succeeded are removed after a week; those that failed stay for whoever looks into it."""
    await builtin_tasks.remove_old_jobs(context, max_hours=7 * 24)
