package desk

import (
	"maps"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// matchedBy identifies what a CPR match depends on: after a change it can be tried again.
func matchedBy(e config.Environment) string {
	return strings.Join([]string{e.ID, e.Client(), string(e.ClientAuth), e.Scope, e.MatchEndpoint()}, " ")
}

// noCPR says why nobody can be asked for by CPR number now, if the broker refused the last match in
// this environment altogether.
func (s *state) noCPR(request asked) []ciba.FieldError {
	word := s.refusedMatch(s.environment())
	if word == "" || request.Key().Domain != journal.ByCPR {
		return nil
	}
	return []ciba.FieldError{{Field: mitid.FieldPerson, Problem: problemCPRRefused + word}}
}

// refusedMatch returns why the broker refused the last CPR match in an environment, as the word of
// the check; "" if it didn't, or if something has changed since.
func (s *state) refusedMatch(e config.Environment) string {
	known := s.settings.CPRRefused[e.ID]
	if e.ID == config.IDDemo {
		known = s.refusedInDemo
	}
	word, by, _ := strings.Cut(known, " ")
	if by != matchedBy(e) {
		return ""
	}
	return word
}

// freshToken is how long after its arrival an access token counts as fresh. The refusal of an older
// one, for which the operator had to enter the number again, may be about its age.
const freshToken = time.Minute

// noteMatch remembers that the broker refused a match for a reason that isn't about the person: the
// next one would be refused as well, after another prompt.
func (s *state) noteMatch(r *run) {
	if r.result.Verdict == nil || r.recorder.age() > freshToken {
		return
	}
	switch word := r.result.Verdict.Check(ciba.CheckPerson).Actual.Word; word {
	case ciba.WordMatchUnauthorized, ciba.WordMatchNotAllowed, ciba.WordMatchMissing:
		s.setRefusedMatch(r.environment, word+" "+matchedBy(r.environment))
	}
}

// setRefusedMatch remembers what [state.refusedMatch] returns, across restarts; demo leaves nothing
// on the disk.
func (s *state) setRefusedMatch(e config.Environment, refused string) {
	switch {
	case e.ID == config.IDDemo:
		s.refusedInDemo = refused
		return
	case s.settings.CPRRefused[e.ID] == refused:
		return
	}
	all := make(map[string]string)
	maps.Copy(all, s.settings.CPRRefused)
	if delete(all, e.ID); refused != "" {
		all[e.ID] = refused
	}
	s.settings.CPRRefused = all
	s.saveSettings()
}
