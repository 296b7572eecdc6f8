"""Artefacts as a client or an upstream would write them, with the field names of the contract typed out."""

from typing import Any

IDEA = "An app for dental clinics that reminds patients of their appointments"

RESEARCH: dict[str, Any] = {
    "summary": "Reminders for dental clinics.",
    "marketSize": {"tam": "$2 billion", "sam": "$200 million", "som": "$3 million", "reasoning": "Clinics by price."},
    "audience": [{"segment": "owners of clinics", "painPoints": ["no-shows"], "willingness": "$90 a month"}],
    "competitors": [{"name": "Suites", "positioning": "everything", "gap": "slow"}],
    "trends": ["booking by phone"],
    "risks": ["health data"],
    "unitEconomics": {
        "model": "subscription",
        "estimatedLTV": "$1,500",
        "estimatedCAC": "$500",
        "grossMargin": "78 %",
    },
    "recommendation": "Go, but narrow.",
}

ARCHITECTURE: dict[str, Any] = {
    "summary": "One application and one database.",
    "nodes": [
        {"label": "App", "type": "frontend", "description": "What clinics see", "tech": "TypeScript"},
        {"label": "Server", "type": "backend", "description": "Rules", "tech": "Django"},
    ],
    "edges": [{"from": "App", "to": "Server", "protocol": "HTTPS", "purpose": "reads and writes"}],
    "techStack": [{"category": "Backend", "choice": "Django", "rationale": "known"}],
    "dataModel": [{"entity": "Patient", "fields": ["id", "name"], "relationships": []}],
    "securityBoundaries": [{"name": "Edge", "protects": "the server", "mechanism": "TLS"}],
    "scalingStrategy": "A larger database first.",
    "estimatedMonthlyCost": {"users1k": "$60", "users10k": "$240", "users100k": "$1,400"},
}

FEATURES: dict[str, Any] = {
    "features": [
        {
            "id": "F1",
            "name": "Reminders",
            "priority": "P0",
            "userStories": ["As a patient, I want to be reminded, so that I come."],
            "acceptanceCriteria": ["A reminder is sent once"],
            "apiSurface": [{"method": "POST", "path": "/reminders", "purpose": "send one"}],
            "effortDays": 5,
        }
    ]
}

PHASES: dict[str, Any] = {
    "phases": [
        {
            "name": "First version",
            "goal": "Ten clinics use it",
            "durationWeeks": 4,
            "featureIds": ["F1"],
            "exitCriteria": ["Nobody is reminded twice"],
        }
    ]
}

BLUEPRINT: dict[str, Any] = {
    "research": RESEARCH,
    "architecture": ARCHITECTURE,
    "features": FEATURES,
    "phases": PHASES,
}
