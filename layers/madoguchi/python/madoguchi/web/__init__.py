"""Pages that residents open: sessions, languages, flows over HTTP."""
