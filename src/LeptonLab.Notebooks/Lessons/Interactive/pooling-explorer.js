// Pooling: a window, its result, and the way of the gradient back.
document.querySelectorAll(".lepton-pooling-explorer:not([data-ready])").forEach(root => {
  root.dataset.ready = "true";
  const figure = JSON.parse(root.dataset.figure);
  const [height, whole] = figure.shape, width = whole - figure.shifts;
  const x = figure.x.map(Number), most = largest(x);
  const state = { kernel: figure.kernel, stride: figure.stride, average: figure.average, shift: 0, row: 0, column: 0 };
  const X = (i, j) => x[i * whole + j + figure.shifts - state.shift];
  const extent = n => Math.floor((n - state.kernel) / state.stride) + 1;

  // The window of an output: its pixels in reading order, the place of the first largest one, and how many are as large.
  const windowOf = (row, column) => {
    const pixels = [];
    for (let u = 0; u < state.kernel; u++) for (let v = 0; v < state.kernel; v++) {
      const i = row * state.stride + u, j = column * state.stride + v;
      pixels.push({ i, j, value: X(i, j) });
    }
    const winner = pixels.reduce((best, pixel) => pixel.value > best.value ? pixel : best);
    const mean = pixels.reduce((sum, pixel) => sum + pixel.value, 0) / pixels.length;
    return { pixels, winner, mean, equals: pixels.filter(pixel => pixel.value === winner.value).length };
  };
  const Y = (row, column) => state.average ? windowOf(row, column).mean : windowOf(row, column).winner.value;

  const kinds = bar => {
    const select = make("select", { "aria-label": "pooling" }, make("option", { value: "max" }, "largest value"), make("option", { value: "mean" }, "mean"));
    select.value = state.average ? "mean" : "max";
    select.addEventListener("change", () => { state.average = select.value === "mean"; draw("pooling"); });
    bar.append(make("label", {}, "pooling", select));
  };

  const draw = focus => {
    root.textContent = "";
    const bar = make("div", { class: "bar" });
    const set = (name, label) => value => { state[name] = value; draw(label); };
    kinds(bar);
    choice(bar, "window", range(2, Math.min(4, height, width)), state.kernel, set("kernel", "window"));
    choice(bar, "stride", range(1, 4), state.stride, set("stride", "stride"));
    choice(bar, "picture moved right by", range(0, figure.shifts), state.shift, set("shift", "picture moved right by"));
    root.append(bar);
    const rows = extent(height), columns = extent(width);
    state.row = Math.min(state.row, rows - 1);
    state.column = Math.min(state.column, columns - 1);

    const dx = new Array(height * width).fill(0);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
      const { pixels, winner } = windowOf(i, j);
      if (state.average) pixels.forEach(pixel => { dx[pixel.i * width + pixel.j] += 1 / pixels.length; });
      else dx[winner.i * width + winner.j] += 1;
    }
    const input = grid(height, width, { caption: "x, forward in", size: cellSize(width, 190), label: (i, j) => `x row ${i}, column ${j}` });
    input.fill(X, most);
    const output = grid(rows, columns, {
      caption: "y: click, or use the arrow keys",
      size: cellSize(width, 190),
      label: (i, j) => `y row ${i}, column ${j}`,
      pick: (i, j) => { state.row = i; state.column = j; show(); },
    });
    output.fill(Y, most);
    const back = grid(height, width, { caption: "dx, where every dy is 1", size: cellSize(width, 190), label: (i, j) => `dx row ${i}, column ${j}` });
    back.fill((i, j) => dx[i * width + j], Math.max(1, largest(dx)));
    const sign = mark => make("span", { class: "sign", "aria-hidden": "true" }, mark);
    root.append(make("div", { class: "row" }, input.element, sign("→"), output.element, sign("→"), back.element));
    const detail = make("p", { class: "sum", "aria-live": "polite" });
    const total = dx.reduce((sum, value) => sum + value, 0);
    root.append(detail, make("p", { class: "note" }, `Σ dy = ${rows * columns}, Σ dx = ${text(total)}`));

    const show = () => {
      const { pixels, winner, mean, equals } = windowOf(state.row, state.column);
      const inside = (i, j) => pixels.some(pixel => pixel.i === i && pixel.j === j);
      output.choose(state.row, state.column);
      input.mark("window", inside);
      back.mark("window", state.average ? inside : (i, j) => winner.i === i && winner.j === j);
      detail.textContent = state.average
        ? `y[${state.row}, ${state.column}] = mean of ${pixels.map(pixel => text(pixel.value)).join(", ")} = ${text(mean)}: each pixel of the window gets 1/${pixels.length} of the gradient.`
        : `y[${state.row}, ${state.column}] = max(${pixels.map(pixel => text(pixel.value)).join(", ")}) = ${text(winner.value)}: x[${winner.i}, ${winner.j}] gets the whole gradient`
          + (equals > 1 ? `, as the first of ${equals} equal pixels.` : ".");
    };
    show();
    if (focus) root.querySelector(`select[aria-label="${focus}"]`)?.focus();
  };

  draw();
});
