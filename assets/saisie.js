/*
 * Forms saved as one types (form[data-auto], by htmx): what each save found is shown beside the fields, a lost connection
 * is tried again, an ended session is opened again in a dialog; rows pasted from a spreadsheet go to their group.
 */

const statut = document.getElementById('section-statut');
const dire = (texte, nature) => {
  const ici = document.getElementById('section-statut');
  if (ici) { ici.textContent = texte; ici.className = `p-enregistre p-enregistre--${nature}`; }
};
const formulaires = () => document.querySelectorAll('form[data-auto]');
const sauver = () => { for (const f of formulaires()) globalThis.htmx.trigger(f, 'sauver'); };

// Blank rows serve those without JavaScript; one is enough here, a button adds others.
const saisies = (ligne) => [...ligne.querySelectorAll('input[type="text"], textarea')];
const vide = (ligne) => saisies(ligne).every((champ) => champ.value.trim() === '' || champ.name.endsWith('[poids]'));
for (const groupe of document.querySelectorAll('form[data-auto] [data-lignes]')) {
  const lignes = [...groupe.querySelectorAll('[data-ligne]')];
  while (lignes.length > 1 && vide(lignes.at(-1)) && vide(lignes.at(-2))) lignes.pop().remove();
  groupe.dataset.suivante = String(lignes.length);
}

/** Field at a dotted path; rows are counted as the server counts them, in the order of the page. */
function champA(chemin) {
  const [groupe, rang, ...suite] = chemin.split('.');
  const lignes = document.querySelectorAll(`[data-lignes="${CSS.escape(groupe)}"] [data-ligne]`);
  if (suite.length > 0 && lignes[Number(rang)]) return lignes[Number(rang)].querySelector(`[name$="[${CSS.escape(suite.join(']['))}]"]`);
  return document.querySelector(`form[data-auto] [name="${CSS.escape(groupe)}${[rang, ...suite].filter((m) => m !== undefined).map((m) => `[${m}]`).join('')}"]`);
}

function effacerConstats() {
  for (const message of document.querySelectorAll('[data-constat]')) message.remove();
  for (const champ of document.querySelectorAll('[data-en-erreur]')) {
    champ.removeAttribute('data-en-erreur');
    champ.removeAttribute('aria-invalid');
    champ.classList.remove('govuk-input--error', 'govuk-textarea--error', 'govuk-select--error');
    const reste = (champ.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && !id.endsWith('-constat')).join(' ');
    if (reste) champ.setAttribute('aria-describedby', reste); else champ.removeAttribute('aria-describedby');
  }
  for (const alerte of document.querySelectorAll('[data-alerte-de-ligne]')) { alerte.textContent = ''; alerte.hidden = true; }
}

function signaler(champ, texte) {
  const message = document.createElement('p');
  message.className = 'govuk-error-message';
  message.dataset.constat = '';
  message.id = `${champ.id}-constat`;
  message.textContent = texte;
  (champ.closest('.govuk-input__wrapper') ?? champ).before(message);
  champ.dataset.enErreur = '';
  champ.setAttribute('aria-invalid', 'true');
  champ.setAttribute('aria-describedby', `${champ.getAttribute('aria-describedby') ?? ''} ${message.id}`.trim());
  champ.classList.add(`govuk-${champ.tagName === 'SELECT' ? 'select' : champ.tagName === 'TEXTAREA' ? 'textarea' : 'input'}--error`);
}

function montrerConstats(reponse) {
  const recus = new DOMParser().parseFromString(reponse, 'text/html');
  if (!recus.getElementById('section-constats')) return;
  effacerConstats();
  for (const { dataset, textContent } of recus.querySelectorAll('[data-erreur]')) {
    const champ = champA(dataset.erreur);
    if (champ) signaler(champ, textContent);
  }
  for (const { dataset, textContent } of recus.querySelectorAll('[data-alerte]')) {
    const lignes = [...document.querySelectorAll(`[data-lignes="${CSS.escape(dataset.alerte)}"] [data-ligne]`)].filter((l) => !vide(l));
    const place = lignes[Number(dataset.rang)]?.querySelector('[data-alerte-de-ligne]');
    if (place) { place.textContent = [place.textContent, textContent].filter(Boolean).join(' '); place.hidden = false; }
  }
}

const estAuto = (evenement) => evenement.detail.elt.matches?.('form[data-auto]');
document.addEventListener('htmx:beforeRequest', (e) => { if (estAuto(e)) dire('Enregistrement…', 'en_cours'); });
document.addEventListener('htmx:afterRequest', (e) => { if (estAuto(e) && [200, 422].includes(e.detail.xhr.status)) montrerConstats(e.detail.xhr.responseText); });

// A connection that fails, a server that restarts: what was typed stays, and is tried again.
let attente = 5;
function reessayer(cause) {
  dire(`${cause} : votre saisie reste dans cette page. Nouvel essai dans ${attente} s.`, 'a_corriger');
  setTimeout(sauver, attente * 1000);
  attente = Math.min(60, attente * 2);
}
document.addEventListener('htmx:sendError', (e) => { if (estAuto(e)) reessayer('Connexion interrompue'); });
document.addEventListener('htmx:timeout', (e) => { if (estAuto(e)) reessayer('Le serveur tarde à répondre'); });
document.addEventListener('htmx:responseError', (e) => {
  if (!estAuto(e)) return;
  const { xhr } = e.detail;
  if (xhr.getResponseHeader('X-Session') === 'expiree') redemander(e.detail.elt.dataset.personne ?? '');
  else if (xhr.status >= 500 || xhr.status === 429) reessayer('Le service est momentanément indisponible');
  else dire('Cette section ne peut plus être enregistrée ici. Rechargez la page : ce qui était enregistré y est.', 'a_corriger');
});
document.addEventListener('htmx:afterOnLoad', (e) => { if (estAuto(e)) attente = 5; });

// The session ended: the password is asked for in the page itself, which keeps everything.
function redemander(pour) {
  dire('Pas encore enregistré : votre session a expiré.', 'a_corriger');
  let dialogue = document.querySelector('dialog.p-dialogue');
  if (!dialogue) {
    dialogue = document.createElement('dialog');
    dialogue.className = 'p-dialogue';
    dialogue.setAttribute('aria-labelledby', 'reconnexion-titre');
    dialogue.innerHTML = '<div id="reconnexion"></div>';
    document.body.append(dialogue);
  }
  if (dialogue.open) return;
  globalThis.htmx.ajax('GET', `/connexion/reprise?pour=${encodeURIComponent(pour)}`, { target: '#reconnexion', swap: 'innerHTML' }).then(() => {
    if (!dialogue.querySelector('form')) return;
    dialogue.showModal();
    dialogue.querySelector('input:not([type="hidden"])')?.focus();
  });
}
document.addEventListener('reconnecte', ({ detail }) => {
  for (const champ of document.querySelectorAll('input[name="_csrf"]')) champ.value = detail.csrf;
  document.querySelector('dialog.p-dialogue')?.close();
  sauver();
});

// Several cells pasted into a row: they are rows of the group.
document.addEventListener('paste', (evenement) => {
  const groupe = evenement.target.closest?.('form[data-auto] [data-lignes]');
  const zone = groupe?.querySelector('textarea[name^="collage"]');
  const texte = evenement.clipboardData?.getData('text/plain') ?? '';
  if (!zone || evenement.target === zone || !/[\t\n]/.test(texte.trimEnd())) return;
  evenement.preventDefault();
  zone.value = texte;
  zone.closest('details').querySelector('button[value="coller"]').click();
});

if (statut) addEventListener('online', sauver);
