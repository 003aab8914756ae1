/** @import { ConnectionState } from './connection.js' */
/** @import { EntryRequest, Narrative, Refused, Session, WorldEvent } from './protocol.js' */
/** @import { Stay } from './session.js' */
import { Connection } from './connection.js';
import { Drawer } from './drawer.js';
import { EntryPage } from './entry.js';
import { Log } from './log.js';
import { Outbox, settled } from './outbox.js';
import { buttonById, byId, hasOnScreenKeyboard } from './page.js';
import { Panels } from './panels.js';
import { Prompt } from './prompt.js';
import { SessionStore } from './session.js';
import { Status } from './status.js';
import { UnreadTitle } from './unread.js';
import { fitVisibleHeight } from './viewport.js';

/** Puts the parts together: what the world says goes to the page, what is typed goes to the world. */
class Client {
  #store = new SessionStore();
  /** @type {Stay | undefined} */
  #stay = this.#store.stay();
  /** Whether the connection, once open, resumes the stay. */
  #resuming = this.#stay !== undefined;
  /** @type {EntryRequest | undefined} */
  #entering;
  /** Whether the world knows who is at this connection. */
  #entered = false;
  #leaving = false;
  #worldTitle = document.title;
  /** Whose narrative the log shows. */
  #logOf = '';

  #connection = new Connection({
    url: socketUrl(),
    onState: (state) => this.#connectionChanged(state),
    onEvent: (event) => this.#happened(event),
  });
  #title = new UnreadTitle();
  #status = new Status(() => this.#connection.retryNow());
  #log = new Log(byId('log'), buttonById('jump'));
  #outbox = new Outbox(this.#log, (text) => this.#connection.send({ type: 'command', text }));
  #drawer = new Drawer();
  #panels = new Panels((command) => {
    this.#command(command);
    this.#drawer.close();
  });
  #prompt = new Prompt({
    onCommand: (text) => this.#command(text),
    onHistory: (lines) => this.#store.keepHistory(this.#logOf, lines),
  });
  #entry = new EntryPage({
    onEntry: (request) => this.#enter(request),
    onReturn: () => this.#resume(),
  });

  start() {
    buttonById('leave').addEventListener('click', () => this.#leave());
    window.addEventListener('offline', () => this.#connection.giveUp());
    window.addEventListener('online', () => this.#connection.retryNow());
    window.addEventListener('pagehide', () => this.#keepPage());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#keepPage();
      else this.#connection.retryNow();
    });
    if (this.#stay) {
      this.#showWorld(this.#stay);
      this.#log.restore(this.#store.page(this.#stay.token).map(settled));
    } else {
      this.#showEntry(undefined);
    }
    this.#connection.open();
  }

  /** @param {ConnectionState} state */
  #connectionChanged(state) {
    this.#status.show(state);
    if (state.kind === 'open') return this.#introduce();
    const wasEntered = this.#entered;
    this.#entered = false;
    if (state.kind !== 'waiting') return;
    if (this.#leaving) return this.#left('You have left.');
    this.#outbox.broken();
    if (wasEntered) this.#log.add({ kind: 'aside', text: 'The connection is lost; trying to come back.' });
    if (wasEntered) this.#resuming = true;
  }

  /** Says who is here, as soon as anything can be said. */
  #introduce() {
    if (this.#resuming && this.#stay) {
      this.#connection.send({ type: 'resume', token: this.#stay.token, after: this.#stay.after });
    } else if (this.#entering) {
      this.#connection.send(this.#entering);
    }
  }

  /** @param {WorldEvent} event */
  #happened(event) {
    switch (event.type) {
      case 'welcome':
        this.#worldTitle = event.title;
        byId('world-title').textContent = event.title;
        if (!this.#stay) this.#title.rename(event.title);
        return this.#entry.welcome(event.title, event.text);
      case 'session':
        return this.#admitted(event);
      case 'refused':
        return this.#refused(event);
      case 'narrative':
        return this.#narrated(event);
      case 'error':
        this.#outbox.answered();
        this.#log.add({ kind: 'error', text: event.text });
        return this.#title.happened();
      case 'room':
        this.#title.rename(`${event.name} · ${this.#worldTitle}`);
        return this.#panels.showRoom(event);
      case 'inventory':
        return this.#panels.showInventory(event);
      case 'bye':
        return this.#dismissed(event.reason);
    }
  }

  /** @param {Session} session */
  #admitted({ token, name, guest }) {
    const isReturn = this.#resuming;
    this.#stay = { token, name, after: isReturn ? (this.#stay?.after ?? 0) : 0 };
    this.#store.keep(this.#stay);
    this.#resuming = false;
    this.#entering = undefined;
    this.#entered = true;
    this.#entry.forgetPassword();
    this.#showWorld(this.#stay);
    byId('who').textContent = guest ? `${name}, a guest` : name;
    if (!hasOnScreenKeyboard()) this.#prompt.focus();
    this.#outbox.entered();
  }

  /** @param {Refused} refused */
  #refused(refused) {
    if (this.#resuming && refused.code === 'no-session') {
      if (this.#stay) this.#store.forget(this.#stay.token);
      this.#stay = undefined;
      const unsent = this.#outbox.abandon();
      const lost = unsent > 0 ? ' What you typed meanwhile was not sent; the up arrow brings it back.' : '';
      return this.#showEntry(`Your earlier stay has ended. Please enter again.${lost}`);
    }
    // The host could not take the stay up just now: it is still there, so the next try may.
    if (this.#resuming) return this.#connection.giveUp();
    if (this.#entering) {
      this.#entering = undefined;
      return this.#entry.refuse(refused);
    }
    this.#log.add({ kind: 'error', text: refused.reason });
  }

  /** @param {Narrative} narrative */
  #narrated(narrative) {
    if (narrative.seq === 0) {
      this.#outbox.answered();
    } else if (this.#stay) {
      if (narrative.seq <= this.#stay.after) return;
      this.#stay = { ...this.#stay, after: narrative.seq };
      this.#store.keep(this.#stay);
    }
    this.#log.narrate(narrative);
    this.#title.happened();
  }

  /**
   * The world closes the connection on purpose. The stay may still be there: somebody who wants to can go on with it.
   *
   * @param {string} reason
   */
  #dismissed(reason) {
    if (this.#leaving) return this.#left(reason);
    this.#keepPage();
    this.#connection.close();
    this.#outbox.abandon();
    this.#resuming = false;
    this.#showEntry(reason);
  }

  #leave() {
    if (!this.#connection.send({ type: 'leave' })) return this.#left('You have left.');
    this.#leaving = true;
  }

  /** @param {string} reason */
  #left(reason) {
    if (this.#stay) this.#store.forget(this.#stay.token);
    this.#stay = undefined;
    this.#leaving = false;
    this.#resuming = false;
    this.#logOf = '';
    this.#log.clear();
    this.#outbox.abandon();
    this.#connection.close();
    this.#showEntry(reason);
  }

  /** @param {EntryRequest} request */
  #enter(request) {
    // A second press before the answer is the same request.
    if (this.#entering && this.#connection.isOpen) return;
    this.#resuming = false;
    this.#entering = request;
    if (this.#connection.send(request)) return;
    this.#entry.explain('There is no connection yet: you enter as soon as there is.');
    this.#connection.open();
  }

  #resume() {
    this.#resuming = true;
    if (this.#connection.isOpen) this.#introduce();
    else this.#connection.open();
  }

  /**
   * @param {string} text
   * @returns {string | undefined} why it was not taken, if it was not
   */
  #command(text) {
    if (this.#outbox.submit(text)) return undefined;
    return 'Too much is waiting for the connection already: wait until it is back.';
  }

  #keepPage() {
    if (this.#stay && this.#logOf !== '') this.#store.keepPage(this.#stay.token, this.#log.kept());
  }

  /** @param {string | undefined} problem */
  #showEntry(problem) {
    byId('world').hidden = true;
    byId('entry').hidden = false;
    this.#title.rename(this.#worldTitle);
    this.#entry.show(problem, this.#stay?.name);
  }

  /** @param {Stay} stay */
  #showWorld({ name }) {
    if (this.#logOf !== name) {
      this.#log.clear();
      this.#panels.clear();
      this.#prompt.remember(this.#store.history(name));
      this.#logOf = name;
    }
    byId('who').textContent = name;
    byId('entry').hidden = true;
    byId('world').hidden = false;
  }
}

function socketUrl() {
  const url = new URL('ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

fitVisibleHeight();
new Client().start();
byId('unready').remove();
