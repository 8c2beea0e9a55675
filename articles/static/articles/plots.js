// Plots on Today: draws the data of each table marked data-plotted with uPlot, and closes the table.
"use strict";

(() => {
  if (!window.uPlot) return;
  const DAY = 86400;
  const HEIGHT = 260;
  const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const number = new Intl.NumberFormat("en-GB");

  // Returns the colours of the current theme by name, as a canvas can't use variables of CSS.
  function palette(box) {
    const probe = box.appendChild(document.createElement("span"));
    const colours = {};
    for (const name of ["ink", "dim", "grid", "paper", "published", "rejected", "line"]) {
      probe.style.color = `var(--plot-${name})`;
      colours[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return colours;
  }

  function valuesOf(row) {
    return [...row.querySelectorAll("data")].map((each) => Number(each.value));
  }

  function axis(box, colours, label, more) {
    const { fontFamily } = getComputedStyle(box);
    return {
      label, stroke: colours.dim, font: `12px ${fontFamily}`, labelFont: `12px ${fontFamily}`, size: 30, labelSize: 20, labelGap: 2,
      grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.grid, width: 1, size: 4 }, ...more,
    };
  }

  function countAxis(box, colours) {
    return axis(box, colours, "Articles", {
      incrs: WHOLE, size: (plot, values) => 16 + 7 * Math.max(2, ...(values ?? []).map((each) => each.length)),
      values: (plot, splits) => splits.map((each) => number.format(each)),
    });
  }

  function options(box, colours, more) {
    return {
      width: box.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
      padding: [12, 8, 0, 0], ...more,
    };
  }

  // A scale from 0, with room above the highest value.
  const fromZero = { range: (plot, least, most) => [0, Math.max(1, most * 1.08)] };

  // The line of the number waiting by day.
  function course(box, rows, colours) {
    const days = new Map();
    for (const row of [...rows].reverse()) {
      days.set(Date.parse(row.querySelector("time").dateTime) / 1000, valuesOf(row)[0]);
    }
    const chosen = options(box, colours, {
      scales: { x: { time: false, range: (plot, first, last) => [first - DAY / 2, last + DAY / 2] }, y: fromZero },
      axes: [
        axis(box, colours, "Day", {
          incrs: [DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY], space: 56,
          values: (plot, splits) => splits.map((each) => day.format(each * 1000)),
        }),
        countAxis(box, colours),
      ],
      series: [{}, { stroke: colours.ink, width: 2, points: { size: 6, fill: colours.paper } }],
    });
    return new uPlot(chosen, [[...days.keys()], [...days.values()]], box);
  }

  // Returns a striped pattern, which distinguishes rejected from published without colours.
  function stripes(plot, colours) {
    const tile = document.createElement("canvas");
    const size = Math.round(6 * devicePixelRatio);
    tile.width = tile.height = size;
    const brush = tile.getContext("2d");
    brush.strokeStyle = colours.rejected;
    brush.lineWidth = size / 4;
    for (const from of [-size, 0, size]) {
      brush.moveTo(from, size);
      brush.lineTo(from + size, 0);
    }
    brush.stroke();
    return plot.ctx.createPattern(tile, "repeat");
  }

  function drawThreshold(plot, threshold, colours) {
    const { ctx, bbox } = plot;
    const at = plot.valToPos(threshold, "x", true);
    ctx.save();
    ctx.strokeStyle = colours.line;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  // The bars of published and rejected by quality, and the line of what waits.
  function spread(box, rows, colours) {
    const threshold = Number(box.dataset.threshold);
    const width = Number(box.dataset.width);
    const bands = [...rows].map(valuesOf);
    const bars = (align) => uPlot.paths.bars({ size: [0.42, 40], align, gap: 1 });
    const chosen = options(box, colours, {
      scales: {
        x: { time: false, range: () => [bands[0][0], bands.at(-1)[0] + width] },
        y: fromZero,
      },
      axes: [
        axis(box, colours, "Quality, points", { incrs: [1, 2, 5, 10].map((each) => each * width), space: 34 }),
        countAxis(box, colours),
      ],
      series: [
        {},
        { paths: bars(-1), fill: colours.published, stroke: colours.published, width: 1, points: { show: false } },
        {
          paths: bars(1), fill: (plot) => stripes(plot, colours), stroke: colours.rejected, width: 1,
          points: { show: false },
        },
        { stroke: colours.dim, width: 2, points: { size: 6, fill: colours.paper } },
      ],
      hooks: { draw: [(plot) => drawThreshold(plot, threshold, colours)] },
    });
    const middles = bands.map(([low]) => low + width / 2);
    // A bar of height 0 would still draw its outline.
    const heights = [1, 2].map((place) => bands.map((each) => each[place] || null));
    return new uPlot(chosen, [middles, ...heights, bands.map((each) => each[3])], box);
  }

  const drawn = [];
  const draw = { course, spread };

  function redraw() {
    for (const each of drawn) {
      each.plot?.destroy();
      each.plot = draw[each.name](each.box, each.rows, palette(each.box));
    }
  }

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const { plot } = drawn.find((each) => each.box === target);
      if (plot && target.clientWidth && plot.width !== target.clientWidth) {
        plot.setSize({ width: target.clientWidth, height: HEIGHT });
      }
    }
  });

  for (const box of document.querySelectorAll("[data-plot]")) {
    const table = document.querySelector(`[data-plotted="${box.dataset.plot}"]`);
    box.hidden = false;
    for (const legend of box.parentElement.querySelectorAll("[data-legend]")) legend.hidden = false;
    table.closest("details").open = false;
    drawn.push({ box, name: box.dataset.plot, rows: table.tBodies[0].rows });
    sizes.observe(box);
  }
  redraw();

  // Redraws after a change of the theme, and after fonts are loaded, as text was measured before.
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  document.fonts.ready.then(redraw);
})();
