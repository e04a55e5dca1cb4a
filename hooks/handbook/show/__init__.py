"""Values to texts: pages, report, registers. Markdown out, for any engine."""
