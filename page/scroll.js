// Brings a new question to the top of the chat, so that a long answer is read from its beginning.
(() => {
  let seen = "";
  new MutationObserver(() => {
    const chat = document.querySelector("#conversation [role=log]");
    const questions = document.querySelectorAll("#conversation .user-row");
    const state = [questions.length, document.querySelectorAll("#conversation .answer:not(.pending)").length].join();
    if (chat && questions.length && state !== seen) {
      const newest = questions[questions.length - 1];
      chat.scrollTop += newest.getBoundingClientRect().top - chat.getBoundingClientRect().top - 12;
    }
    seen = state;
  }).observe(document.body, { childList: true, subtree: true });
})();
