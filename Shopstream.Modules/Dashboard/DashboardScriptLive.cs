namespace Shopstream.Modules.Dashboard;

/// <summary>The part of the script that listens to <c>/events/stream</c> and shows the live totals.</summary>
internal static class DashboardScriptLive
{
    /// <summary>JavaScript.</summary>
    public const string Text = """
        const tiles = [
          ['Revenue', t => format.money(t.revenue), p => p.revenue],
          ['Orders', t => format.count(t.orders), p => p.orders],
          ['Sessions', t => format.count(t.sessions), p => p.sessions],
          ['Visitors', t => format.count(t.uniqueUsers), p => p.events.view, 'line: product views'],
          ['Conversion', t => format.percent(t.conversion), p => p.conversion],
          ['Mean session', t => format.duration(t.meanSessionDuration), p => p.meanSessionDuration],
        ].map(([name, read, course, hint]) => {
          const figure = make('span', { className: 'figure' }, '–'), day = make('span', { className: 'day' }, '\u00a0'), line = make('span', {});
          byId('tiles').append(make('div', { className: 'tile', title: hint ?? '' }, make('span', { className: 'name' }, name), figure, day, line));
          return overview => {
            figure.textContent = read(overview.hour.totals);
            day.textContent = `today ${read(overview.day.totals)}`;
            line.replaceChildren(spark(overview.hour.series.map(course)));
          };
        });

        let lastEvent = 0, wait = 2000, retry = 0, source = null;

        function state(live, text, notice) {
          byId('state').className = `state ${live ? 'live' : 'waiting'}`;
          if (byId('state').textContent !== text) byId('state').textContent = text;
          byId('notice').hidden = !notice;
          if (notice && byId('notice').textContent !== notice) byId('notice').textContent = notice;
        }

        function lost() {
          const since = lastEvent ? `The live figures are those of ${new Date(lastEvent).toLocaleTimeString()}; ` : '';
          state(false, 'Reconnecting…', `The connection to the server is lost. ${since}${since ? 't' : 'T'}rying again by itself.`);
        }

        function show(overview) {
          lastEvent = Date.now();
          state(true, 'Live', '');
          for (const tile of tiles) tile(overview);
          const some = t => t.sessions > 0 || Object.values(t.events).some(count => count > 0);
          byId('welcome').hidden = some(overview.hour.totals) || some(overview.day.totals);
          byId('live-note').textContent = `by minute, as of ${new Date(overview.at).toLocaleTimeString()}; today counts from midnight UTC`;
        }

        function listen() {
          clearTimeout(retry);
          source?.close();
          source = new EventSource('/events/stream');
          source.addEventListener('overview', event => { wait = 2000; show(JSON.parse(event.data)); });
          source.onerror = () => {
            lost();
            // The browser tries again by itself unless the server refused; then it is asked again, less and less often.
            if (source.readyState !== EventSource.CLOSED) return;
            retry = setTimeout(listen, wait);
            wait = Math.min(wait * 2, 30000);
          };
        }

        setInterval(() => {
          if (lastEvent && source.readyState === EventSource.OPEN && Date.now() - lastEvent > 10000)
            state(false, 'Waiting for figures', `The server is connected but has sent no figures since ${new Date(lastEvent).toLocaleTimeString()}.`);
        }, 2000);
        listen();
        """;
}
