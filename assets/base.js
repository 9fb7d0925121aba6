// In the head, before anything is drawn: what needs JavaScript is shown from the start.
document.documentElement.classList.add('js-enabled', 'govuk-frontend-supported');
