export { Admission } from './admission.ts';
export { ClientFiles } from './client-files.ts';
export { WebServer } from './http.ts';
export { NotBackedUp, OperatorServer } from './operator.ts';
export { operatorSocket, withSocketPath } from './operator-socket.ts';
export { TerminalServer } from './terminal.ts';
