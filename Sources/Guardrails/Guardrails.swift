// Guardrails
