"""The tray icon: legible, told apart without colour, and painted at every size without scaling."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from galla.domain.model import ForecastState, Level, Runway
from galla.ui.icon import CACHED_ICONS, DEVICE_PIXEL_RATIOS, SIZES, IconCache, IconKey, paint_icon, paint_image
from galla.ui.icon_key import gauge_step, icon_key, worst
from galla.ui.level_colours import STALE, level_colours
from ui import snapshots as samples

LIGHT_PANELS = ("#ffffff", "#eff0f1", "#e8e8e8")
DARK_PANELS = ("#000000", "#202020", "#2a2e32")
DIGITS = {Level.EMPTY: "!", Level.UNKNOWN: "?", Level.PAUSED: "–"}


def key_of(level: Level, **changes: object) -> IconKey:
    return replace(IconKey(level, DIGITS.get(level, "4d"), 4), **changes)  # type: ignore[arg-type]


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    shade = QColor(colour)
    red, green, blue = (linear(channel) for channel in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, relative luminance and contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def on_panel_in_grey(image: QImage, panel: str) -> bytes:
    from PySide6.QtGui import QPainter

    whole = QImage(image.size(), QImage.Format.Format_RGB32)
    whole.fill(QColor(panel))
    painter = QPainter(whole)
    painter.drawImage(0, 0, image)
    painter.end()
    grey = whole.convertToFormat(QImage.Format.Format_Grayscale8)
    return b"".join(bytes(grey.constScanLine(row))[: grey.width()] for row in range(grey.height()))


def differing_share(one: bytes, other: bytes) -> float:
    """Share of pixels that differ by more than an eighth of the range."""
    return sum(abs(a - b) > 32 for a, b in zip(one, other, strict=True)) / len(one)


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("panel", [LIGHT_PANELS[1], DARK_PANELS[1]])
def test_any_two_levels_are_told_apart_in_grey_even_with_the_same_characters(qapp, size, panel):
    pictures = {level: on_panel_in_grey(paint_image(IconKey(level, "", None), size), panel) for level in Level}
    shares = {(a, b): differing_share(pictures[a], pictures[b]) for a, b in combinations(Level, 2)}
    closest = min(shares, key=lambda pair: shares[pair])
    assert shares[closest] > 0.08, f"{closest} differ in {shares[closest]:.0%} of the pixels only"


@pytest.mark.parametrize("level", list(Level))
def test_characters_stand_out_from_their_shape(level):
    colours = level_colours(level)
    assert contrast(colours.ink, colours.fill) >= 4.5


@pytest.mark.parametrize(("level", "panel"), list(product(Level, LIGHT_PANELS[1:] + DARK_PANELS)))
def test_every_outline_stands_out_from_light_and_dark_panels(level, panel):
    assert contrast(level_colours(level).edge, panel) >= 3.0


@pytest.mark.parametrize("panel", LIGHT_PANELS + DARK_PANELS)
def test_the_stale_badge_stands_out_from_light_and_dark_panels(panel):
    assert max(contrast(STALE.edge, panel), contrast(STALE.fill, panel)) >= 3.0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", list(Level))
def test_old_and_fresh_numbers_look_different(qapp, level, size):
    fresh, stale = (paint_image(key_of(level, stale=stale), size) for stale in (False, True))
    assert differing_share(on_panel_in_grey(fresh, "#eff0f1"), on_panel_in_grey(stale, "#eff0f1")) > 0.03


@pytest.mark.parametrize("size", [16, 22, 24])
@pytest.mark.parametrize("text", ["0d", "1d", "2d", "3d", "4d", "5d", "6d", "7d", "8d", "9d"])
def test_any_two_digits_differ_in_more_than_a_pixel(qapp, size, text):
    mine = on_panel_in_grey(paint_image(IconKey(Level.WATCH, text), size), "#eff0f1")
    for other in (f"{digit}d" for digit in range(10) if f"{digit}d" != text):
        theirs = on_panel_in_grey(paint_image(IconKey(Level.WATCH, other), size), "#eff0f1")
        assert sum(abs(a - b) > 64 for a, b in zip(mine, theirs, strict=True)) >= 2, (text, other)


@pytest.mark.parametrize("text", ["5d", "18h", "28h", "60+", "99+", "45m", "!", "?", "–"])
@pytest.mark.parametrize("size", SIZES)
def test_characters_stay_inside_the_picture(qapp, text, size):
    image = paint_image(IconKey(Level.WATCH, text, 4), size)
    bare = paint_image(IconKey(Level.WATCH, "", 4), size)
    ink = luminance(level_colours(Level.WATCH).ink)
    changed = [(x, y) for x in range(size) for y in range(size) if image.pixelColor(x, y) != bare.pixelColor(x, y)]
    assert changed, "nothing was written"
    assert all(bare.pixelColor(x, y).alphaF() > 0.5 for x, y in changed), "a character leaves its shape"
    assert any(luminance(image.pixelColor(x, y).name()) < ink + 0.02 for x, y in changed), "only grey smears"


def test_up_to_16_px_there_are_digits_only(qapp):
    with_gauge, without = IconKey(Level.LOW, "2d", 3), IconKey(Level.LOW, "2d", None)
    assert paint_image(with_gauge, 16) == paint_image(without, 16)
    assert paint_image(with_gauge, 16, 2) == paint_image(without, 16, 2)


@pytest.mark.parametrize("size", [22, 24, 32, 48, 64])
def test_from_22_px_on_the_gauge_grows_with_cover(qapp, size):
    heights = []
    for step in range(9):
        image = paint_image(IconKey(Level.LOW, "2d", step), size)
        heights.append(sum(image.pixelColor(size - 2, y).alphaF() > 0.9 for y in range(size)))
    assert heights == sorted(heights)
    assert heights[0] == 0
    assert len(set(heights)) == 9


def test_the_icon_holds_every_size_for_both_device_pixel_ratios(qapp):
    icon = paint_icon(key_of(Level.LOW))
    assert {size.width() for size in icon.availableSizes()} == {
        size * ratio for size in SIZES for ratio in DEVICE_PIXEL_RATIOS
    }
    for size, ratio in product(SIZES, DEVICE_PIXEL_RATIOS):
        pixmap = icon.pixmap(QSize(size, size), float(ratio))
        assert (pixmap.width(), pixmap.devicePixelRatio()) == (size * ratio, ratio), "a half-size icon"
        assert pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).pixelColor(
            size * ratio // 3, size * ratio // 2
        ) == paint_image(key_of(Level.LOW), size, ratio).pixelColor(size * ratio // 3, size * ratio // 2)


def test_equal_keys_share_one_icon_and_few_are_kept(qapp):
    cache = IconCache()
    first = cache.icon(key_of(Level.LOW))
    assert cache.icon(key_of(Level.LOW)).cacheKey() == first.cacheKey()
    for hours in range(CACHED_ICONS * 2):
        cache.icon(IconKey(Level.CRITICAL, f"{hours}h"))
    assert len(cache) == CACHED_ICONS


def test_the_worst_account_colours_the_icon():
    accounts = samples.three_accounts()
    assert worst(accounts) is accounts[1]
    assert icon_key(accounts, dark_panel=False) == IconKey(Level.LOW, "1d", 2)


def test_of_two_equal_levels_the_shorter_runway_is_shown():
    shorter = replace(samples.watch(), runway=replace(samples.watch().runway, p50_days=3.2))
    assert icon_key((samples.watch(), shorter), dark_panel=False).digits == "3d"


def test_without_accounts_the_icon_asks():
    assert icon_key((), dark_panel=True) == IconKey(Level.UNKNOWN, "?", dark_panel=True)


@pytest.mark.parametrize(
    ("level", "runway", "step"),
    [
        (Level.HEALTHY, Runway(ForecastState.READY, 5.0, 7.4, 9.0), 7),
        (Level.HEALTHY, Runway(ForecastState.READY, 50.0, None, None), 8),
        (Level.HEALTHY, Runway(ForecastState.NO_SPEND_SEEN, history_days=1.0), 8),
        (Level.CRITICAL, Runway(ForecastState.LEARNING, 0.1, 0.3, 0.9, history_days=1.0), 0),
        (Level.EMPTY, Runway(ForecastState.NO_DATA), 0),
        (Level.UNKNOWN, Runway(ForecastState.READY, 1.0, 2.0, 3.0), None),
        (Level.LOW, Runway(ForecastState.NO_DATA), None),
    ],
)
def test_the_gauge_shows_days_of_cover_and_nothing_where_they_are_unknown(level, runway, step):
    assert gauge_step(level, runway) == step


# --- the first day


def first_day(*ends, level=Level.HEALTHY, state=ForecastState.LEARNING):
    return replace(samples.healthy(), level=level, runway=Runway(state, *ends, history_days=0.3))


@pytest.mark.parametrize("level", [Level.HEALTHY, Level.WATCH, Level.LOW, Level.CRITICAL])
@pytest.mark.parametrize("ends", [(0.1, 0.4, 0.9), (9.0, 20.0, None), (9.0, None, None)])
def test_a_few_hours_give_the_icon_its_colour_and_neither_digits_nor_gauge(level, ends):
    assert icon_key((first_day(*ends, level=level),), dark_panel=False) == IconKey(level, "–", None)


def test_hours_without_spend_are_no_full_gauge():
    assert gauge_step(Level.HEALTHY, first_day(state=ForecastState.NO_SPEND_SEEN).runway) is None


def test_an_account_that_is_empty_on_its_first_day_shows_it():
    empty = first_day(0.0, 0.0, 0.0, level=Level.EMPTY)
    assert icon_key((empty,), dark_panel=False) == IconKey(Level.EMPTY, "!", 0)


def test_of_two_equal_levels_the_one_whose_days_are_known_is_shown():
    new, known = first_day(0.1, 0.4, 9.0, level=Level.WATCH), samples.watch()
    for accounts in ((new, known), (known, new)):
        assert worst(accounts) is known
