"""Endpoints of the Partner API about a customer's agents, and about links to a patient's timeline."""

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import WholeQuery, key_of
from customers.listing import find_customer
from errors_docs.exceptions import AgentNotFound, CustomerNotFound, OperationNotAllowed, StudyNotFound
from imaging.agents import agents_of, create_agent, find_agent, revoke_agent
from imaging.answers import (
    AgentList,
    NewAgentAnswer,
    RevokedAgentAnswer,
    TimelineLinkAnswer,
    agent_answer,
    new_agent_answer,
    timeline_link_answer,
)
from imaging.inputs import AgentInput, TimelineLinkInput
from imaging.links import timeline_url
from imaging.timeline import make_link
from partners.scopes import REPORTS_READ, REPORTS_WRITE
from partners.views import PartnerView


class AgentsView(PartnerView):
    @operation(
        Operation(
            summary="List a customer's agents",
            description="Newest first, all of them unless a `limit` is sent.",
            scope=REPORTS_READ.name,
            query=WholeQuery,
            answer=AgentList,
            errors=(CustomerNotFound,),
        )
    )
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        portion, _ = self.portion()
        mine = agents_of(self.caller, customer_id)
        shown, pagination = portion.shown(list(portion.newest(mine)), key_of, mine.count)
        return self.answer(AgentList([agent_answer(agent) for agent in shown], pagination))

    @operation(
        Operation(
            summary="Make an agent",
            description=(
                "A machine of the customer that sends images by DICOMweb and asks for them. Its token is shown this "
                "once; it opens this customer's studies and nothing else."
            ),
            scope=REPORTS_WRITE.name,
            body=AgentInput,
            status=201,
            answer=NewAgentAnswer,
            answers_secret=True,
            errors=(CustomerNotFound, OperationNotAllowed),
        )
    )
    def post(self, request: Request, customer_id: str) -> HttpResponse:
        name = self.body()["name"]
        issued = create_agent(customer=find_customer(self.caller, customer_id), name=name)
        url = f"{settings.BASE_URL}/dicomweb"
        return self.answer(new_agent_answer(issued.agent, issued.token, url))


class AgentView(PartnerView):
    @operation(
        Operation(
            summary="Revoke an agent",
            description="Its token opens nothing from then on. What it has sent stays.",
            scope=REPORTS_WRITE.name,
            answer=RevokedAgentAnswer,
            errors=(CustomerNotFound, AgentNotFound),
        )
    )
    def delete(self, request: Request, customer_id: str, agent_id: str) -> HttpResponse:
        condition = self.precondition()
        agent = find_agent(self.caller, customer_id, agent_id)
        condition.refuse_unless_met(agent)
        if not revoke_agent(agent):
            raise AgentNotFound
        return self.answer(RevokedAgentAnswer(agent.public_id, agent.name))


class TimelineLinksView(PartnerView):
    @operation(
        Operation(
            summary="Make a link to the patient's timeline",
            description=(
                "For a user of the customer: a page with all studies, reports and comments of this study's patient. "
                "Anyone with the link can open it until it expires; its address names no patient."
            ),
            scope=REPORTS_WRITE.name,
            body=TimelineLinkInput,
            status=201,
            answer=TimelineLinkAnswer,
            errors=(CustomerNotFound, StudyNotFound, OperationNotAllowed),
        )
    )
    def post(self, request: Request, customer_id: str, study_instance_uid: str) -> HttpResponse:
        hours = self.body()["expires_in_hours"]
        link = make_link(self.caller, customer_id, study_instance_uid, hours=hours)
        return self.answer(timeline_link_answer(link, timeline_url(link)))
