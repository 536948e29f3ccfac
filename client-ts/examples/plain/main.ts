/** A live chart in a page without a framework. A bundler, such as Vite, serves it: `?server=http://127.0.0.1:8000`. */
import { createApi, createClient } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import { attach } from '@barwire/client/lightweight-charts';
import { createSeries } from '@barwire/client/series';
import { CandlestickSeries, createChart } from 'lightweight-charts';

const url = new URLSearchParams(location.search).get('server') ?? location.origin;
const client = createClient(barsProtocol, { url });
const api = createApi(datafeedApi, { url });
const series = createSeries({ client, api, symbol: 'AAPL', resolution: '1D' });

const chart = createChart(document.body, { autoSize: true });
attach({ series, chart, candles: chart.addSeries(CandlestickSeries) });

series.subscribe(({ symbol, state, bars }) => {
  document.title = `${symbol} ${state}: ${bars.length} bars, the last at ${bars.at(-1)?.close}`;
});
