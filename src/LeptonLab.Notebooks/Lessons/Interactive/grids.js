// Grids of numbers, of which one can be picked with the mouse or the arrow keys.
const text = value => {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return String(parseFloat(value.toPrecision(4)) || 0).replace("-", "−");
};

// In a cell there is room for three digits; the whole number is in its title.
const brief = value => {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || size >= 9995 || Number.isInteger(value)) return text(value);
  if (size < 0.005) return value.toExponential(0).replace("-", "−");
  return String(parseFloat(size < 0.995 ? value.toFixed(2) : value.toPrecision(3))).replace("-", "−");
};

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const largest = values => values.reduce((most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most, 0) || 1;

// Blue for positive, orange for negative, and see-through, so that it suits light and dark pages.
const shade = (value, most) => {
  const share = Number.isFinite(value) ? Math.min(1, Math.abs(value) / most) * 0.7 : 0;
  return value < 0 ? `rgba(240,120,20,${share.toFixed(3)})` : `rgba(40,120,210,${share.toFixed(3)})`;
};

// rows × columns cells; options: caption, label(i, j), size (pixels), pick(i, j).
const grid = (rows, columns, options) => {
  const size = options.size, cells = [];
  const body = make("tbody");
  for (let i = 0; i < rows; i++) {
    const line = make("tr", { role: "row" });
    for (let j = 0; j < columns; j++) {
      const cell = make("td", { role: "gridcell" });
      cell.style.width = cell.style.minWidth = cell.style.maxWidth = cell.style.height = `${size}px`;
      if (options.pick) {
        cell.className = "pick";
        cell.tabIndex = -1;
        cell.addEventListener("click", () => { options.pick(i, j); cell.focus(); });
      }
      cells.push(cell);
      line.append(cell);
    }
    body.append(line);
  }
  const table = make("table", { role: "grid", "aria-label": options.caption }, body);
  const caption = make("figcaption", {}, options.caption);
  const at = (i, j) => cells[i * columns + j];
  if (options.pick) {
    table.addEventListener("keydown", event => {
      const place = cells.indexOf(event.target);
      if (place < 0) return;
      let i = Math.floor(place / columns), j = place % columns;
      if (event.key === "ArrowUp") i--;
      else if (event.key === "ArrowDown") i++;
      else if (event.key === "ArrowLeft") j--;
      else if (event.key === "ArrowRight") j++;
      else if (event.key === "Home") j = 0;
      else if (event.key === "End") j = columns - 1;
      else if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (i < 0 || j < 0 || i >= rows || j >= columns) return;
      options.pick(i, j);
      at(i, j).focus();
    });
  }
  return {
    element: make("figure", {}, caption, table),
    at,
    // value(i, j), shaded on a scale that ends at most.
    fill: (value, most) => {
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
        const number = value(i, j), cell = at(i, j);
        cell.textContent = size >= 26 ? brief(number) : "";
        cell.title = text(number);
        cell.style.backgroundColor = shade(number, most);
        cell.setAttribute("aria-label", `${options.label ? options.label(i, j) : `row ${i}, column ${j}`}: ${text(number)}`);
      }
    },
    mark: (name, chosen) => {
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) at(i, j).classList.toggle(name, chosen(i, j));
    },
    choose: (row, column) => {
      cells.forEach((cell, place) => {
        const chosen = place === row * columns + column;
        cell.classList.toggle("chosen", chosen);
        cell.setAttribute("aria-selected", String(chosen));
        cell.tabIndex = chosen ? 0 : -1;
      });
    },
  };
};

// A list to choose a whole number from; nothing is shown where there is no choice.
const choice = (bar, label, values, value, changed) => {
  if (values.length < 2) return;
  const select = make("select", { "aria-label": label }, ...values.map(option => make("option", { value: option }, String(option))));
  select.value = String(value);
  select.addEventListener("change", () => changed(Number(select.value)));
  bar.append(make("label", {}, label, select));
};

const range = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const cellSize = (columns, width) => Math.max(8, Math.min(40, Math.floor(width / columns)));
const signed = value => value < 0 ? `(${text(value)})` : text(value);
const product = (a, b) => `${signed(a)} · ${signed(b)}`;
