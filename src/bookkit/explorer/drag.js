// Marks under the reader's hand: of all its values the slider takes the one whose mark is nearest to the pointer.

const PLACES = 240;
const REFINEMENTS = 24;
// Two places as near as this, in pixels, are equally meant; then the hand stays where it is.
const NEAR = 2;

/** Where a mark would stand for each of a slider's positions, and how far that is from a point, in pixels. */
function trackOf(slider, placeAt) {
  const [from, to] = [Number(slider.range.min), Number(slider.range.max)];
  const positions = Array.from({ length: PLACES + 1 }, (_, i) => from + ((to - from) * i) / PLACES);
  const there = (at) => placeAt(fromPosition(slider, at));
  const places = positions.map(there);
  return { positions, places, there };
}

function distance([u, v], [left, top], { width, height }) {
  const across = u === null ? 0 : (u - left) * width;
  const down = v === null ? 0 : (v - top) * height;
  return inSight(u, v) ? Math.hypot(across, down) : Infinity;
}

/** The position on the slider whose mark is nearest; none if no mark is in sight. */
function nearest({ positions, places, there }, point, box, present) {
  const away = places.map((place) => distance(place, point, box));
  const least = Math.min(...away);
  if (least === Infinity) return null;
  const lowest = (i) => !(away[i - 1] < away[i]) && !(away[i + 1] < away[i]);
  const meant = positions
    .map((at, i) => ({ at, i, apart: Math.abs(at - present) }))
    .filter(({ i }) => away[i] <= least + NEAR && lowest(i))
    .reduce((one, other) => (other.apart < one.apart ? other : one));
  const off = (at) => distance(there(at), point, box);
  let [lo, hi] = [positions[Math.max(meant.i - 1, 0)], positions[Math.min(meant.i + 1, PLACES)]];
  for (let i = 0; i < REFINEMENTS; i += 1) {
    const third = (hi - lo) / 3;
    if (off(lo + third) <= off(hi - third)) hi -= third;
    else lo += third;
  }
  const refined = (lo + hi) / 2;
  return off(refined) < away[meant.i] ? refined : meant.at;
}

/** Let a mark be dragged. `hand` knows the sliders' values, and takes the one that is chosen. */
function onHandle(handle, slider, place, { on, value, values, choose }) {
  let held = null;

  const pointed = ({ clientX, clientY }) => {
    const box = handle.parentElement.getBoundingClientRect();
    return { box, point: [(clientX - box.left) / box.width, (clientY - box.top) / box.height] };
  };
  on(handle, "pointerdown", (event) => {
    if (event.button !== 0 || held) return;
    const present = values();
    const placeAt = (value) => place(present.map((other, i) => (i === slider.index ? value : other)));
    const { point } = pointed(event);
    const [u, v] = place(present);
    // The mark keeps its distance to the pointer, and does not jump under it.
    const lag = [u === null ? 0 : point[0] - u, v === null ? 0 : point[1] - v];
    held = { id: event.pointerId, lag, track: trackOf(slider, placeAt) };
    handle.setPointerCapture(event.pointerId);
    handle.dataset.held = "";
  });
  on(handle, "pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    const { box, point } = pointed(event);
    const now = value();
    const at = nearest(held.track, point.map((share, i) => share - held.lag[i]), box, toPosition(slider, now));
    if (at === null) return;
    const meant = tidy(slider, fromPosition(slider, at));
    if (meant !== now) choose(meant);
  });
  const release = (event) => {
    if (held?.id !== event.pointerId) return;
    held = null;
    delete handle.dataset.held;
  };
  on(handle, "pointerup", (event) => {
    release(event);
    // From here on the arrow keys do what the hand did.
    slider.range.focus({ preventScroll: true });
  });
  on(handle, "pointercancel", release);
  on(handle, "lostpointercapture", release);
}
