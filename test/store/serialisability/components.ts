import type { Dependencies } from './dependencies.ts';

/** The strongly connected components with more than one member: Tarjan's algorithm (SIAM J. Comput. 1, 1972), without recursion. */
export function stronglyConnected(graph: Dependencies): number[][] {
  const index = new Int32Array(graph.length).fill(-1);
  const low = new Int32Array(graph.length);
  const onStack = new Uint8Array(graph.length);
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  const enter = (node: number): { node: number; edge: number } => {
    index[node] = low[node] = counter++;
    stack.push(node);
    onStack[node] = 1;
    return { node, edge: 0 };
  };
  for (let root = 0; root < graph.length; root++) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const edge = graph[top.node]![top.edge++];
      if (edge !== undefined) {
        if (index[edge.to] === -1) path.push(enter(edge.to));
        else if (onStack[edge.to] === 1) low[top.node] = Math.min(low[top.node]!, index[edge.to]!);
        continue;
      }
      path.pop();
      const above = path[path.length - 1];
      if (above !== undefined) low[above.node] = Math.min(low[above.node]!, low[top.node]!);
      if (low[top.node] !== index[top.node]) continue;
      const component = stack.splice(stack.lastIndexOf(top.node));
      for (const member of component) onStack[member] = 0;
      if (component.length > 1) found.push(component);
    }
  }
  return found;
}
