package desk

import (
	"log/slog"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
)

// The log has fixed words, and attributes that are nobody's: ids of environments, hosts, numbers,
// keys of texts. What a provider wrote, or an operator typed, isn't among them.

// logEnvironment logs which environment is in use.
func (s *state) logEnvironment(e config.Environment) {
	s.opt.Log.Info("environment in use", "environment", e.ID, "kind", string(e.Kind), "profile", e.Profile)
}

// logExchange logs an HTTP request, without its path and its query. It runs on the goroutine of the
// caller.
func (s *state) logExchange(e ciba.Exchange) {
	log := s.opt.Log.With("endpoint", e.Endpoint, "method", e.Method, "host", ciba.Host(e.URL), "ms", e.Duration)
	switch {
	case e.Reason == ciba.ReasonNone:
		log.Info("request", "status", e.Status)
	case e.Proxy != nil:
		log.Warn("request", "reason", string(e.Reason), "proxy", string(e.Proxy.Problem))
	default:
		log.Warn("request", "reason", string(e.Reason))
	}
}

// logStart logs that a verification begins.
func (s *state) logStart(r *run) {
	s.opt.Log.Info("verification", "environment", r.environment.ID, "resumed", r.resumed)
}

// logOutcome logs how a verification ended. The provider's own error isn't logged: it can be any
// text.
func (s *state) logOutcome(r *run) {
	o := r.outcome
	level := slog.LevelInfo
	if o.Outcome == string(ciba.Failed) || o.Outcome == string(ciba.Unknown) {
		level = slog.LevelWarn
	}
	s.opt.Log.Log(s.ctx, level, "outcome", "environment", r.environment.ID, "outcome", o.Outcome, "reason", o.Reason,
		"cause", o.CauseCode, "checks failed", o.Failed, "recorded", r.recorded, "ms", time.Since(r.started))
}

// logJournal logs how opening the journal went.
func (s *state) logJournal(err error) {
	if err == nil {
		s.opt.Log.Info("journal open")
		return
	}
	s.opt.Log.Warn("journal", "trouble", troubleOf(err).word, "error", err)
}

// logSecret logs where the secret of the environment came from, or why there is none.
func (s *state) logSecret(source string, err error) {
	if err == nil {
		s.opt.Log.Info("secret", "source", source)
		return
	}
	s.opt.Log.Warn("secret", "problem", secretProblem(err).Key, "error", err)
}
