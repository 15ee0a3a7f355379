// Draws Plotly figures in the pages of Jupyter. These have no plotly.js; the server hands out the copy that lies beside the
// kernel's kernel.json, without a network, and a public copy is asked for where it does not.
(function () {
  if (window.leptonChart) return;
  var config = document.getElementById('jupyter-config-data');
  var base = (document.body.dataset || {}).baseUrl || (config ? JSON.parse(config.textContent).baseUrl : '/') || '/';
  var places = [
    base + 'kernelspecs/lepton-csharp/plotly.min.js',
    base + 'kernelspecs/.net-csharp/plotly.min.js',
    'https://cdn.plot.ly/plotly-PLOTLY_VERSION.min.js'
  ];
  var waiting = [], loading = false;

  function draw(item) {
    item.element.textContent = '';
    window.Plotly.newPlot(item.element, item.figure.data, item.figure.layout, item.figure.config);
  }

  function loaded(plotly) {
    if (plotly) window.Plotly = plotly;
    waiting.splice(0).forEach(draw);
  }

  function load(place) {
    if (place === places.length) {
      loading = false;
      waiting.splice(0).forEach(function (item) {
        item.element.textContent = 'This chart needs plotly.js, which could not be loaded. "lepton jupyter install" puts it beside the kernel.';
      });
    } else if (window.requirejs) {
      // The page loads scripts as modules, and so has plotly.js to be one.
      window.requirejs([places[place]], loaded, function () { load(place + 1); });
    } else {
      var script = document.createElement('script');
      script.src = places[place];
      script.onload = function () { window.Plotly ? loaded() : load(place + 1); };
      script.onerror = function () { load(place + 1); };
      document.head.appendChild(script);
    }
  }

  window.leptonChart = function (element, figure) {
    waiting.push({ element: element, figure: figure });
    if (window.Plotly) loaded();
    else if (!loading) {
      loading = true;
      load(0);
    }
  };
})();
