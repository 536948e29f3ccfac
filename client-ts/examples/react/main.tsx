/** A symbol to pick, and its last bars. A bundler, such as Vite, serves it: `?server=http://127.0.0.1:8000`. */
import { createApi, createClient } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import { useBars, useStatus } from '@barwire/client/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

const url = new URLSearchParams(location.search).get('server') ?? location.origin;
const client = createClient(barsProtocol, { url });
const api = createApi(datafeedApi, { url });

function App() {
  const [symbol, setSymbol] = useState('AAPL');
  const { bars, state, error } = useBars({ client, api, symbol, resolution: '1D', countBack: 20 });
  const status = useStatus(client);
  const options = ['AAPL', 'MSFT', 'IBM', 'NONE'].map((name) => <option key={name}>{name}</option>);
  const rows = bars.map(({ time, close }) => (
    <li key={time}>{`${new Date(time).toISOString().slice(0, 10)} ${close}`}</li>
  ));
  return (
    <main>
      <select value={symbol} onChange={(event) => setSymbol(event.target.value)} children={options} />
      <p>{`${symbol} is ${state}, the connection ${status.state} ${error?.message ?? ''}`}</p>
      <ol>{rows}</ol>
    </main>
  );
}

createRoot(document.getElementById('app')!).render(<StrictMode children={<App />} />);
