#!/bin/sh
# Chromium and a Japanese font for the browser tests: Debian's packages where they can be installed, Playwright's own
# browser elsewhere (macOS and most desktops have a Japanese font already).
set -eu

has_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
has_font() { ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=ja 2>/dev/null | head -n 1)" ]; }

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"

can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ -z "$as_root" ] || sudo -n true >/dev/null 2>&1
}

if has_browser && has_font; then
    exit 0
fi
if can_install; then
    echo "  installing Chromium and a Japanese font ..."
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq --no-install-recommends chromium fonts-ipafont-gothic >/dev/null && exit 0
fi
has_browser || python -m playwright install chromium
has_font || echo "  no Japanese font was found: screenshots will show boxes" >&2
