export { Admission } from './admission.ts';
export { ClientFiles } from './client-files.ts';
export { WebServer } from './http.ts';
export { TerminalServer } from './terminal.ts';
