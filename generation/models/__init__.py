"""Workspaces with their plans, projects, and the generations of the tools."""

from generation.models.generation import Generation, GenerationState
from generation.models.project import Project
from generation.models.workspace import Workspace, WorkspacePlan

__all__ = ["Generation", "GenerationState", "Project", "Workspace", "WorkspacePlan"]
