"""The supervision service: what is inspected, noticed, promised, asked for and suggested."""
