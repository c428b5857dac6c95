package main

import (
	"errors"
	"io"
	"slices"

	"ringback/assets"
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/ui/desk"
)

// usePolicy reads what the administrator of this machine has fixed. Its language counts from here
// on.
func (p *program) usePolicy() (err error) {
	var languages []string
	for _, language := range assets.Languages() {
		languages = append(languages, string(language))
	}
	if p.policy, err = config.LoadPolicy(languages); err != nil || p.policy.Language == "" {
		return err
	}
	return p.speak(assets.Language(p.policy.Language))
}

// speak changes the language.
func (p *program) speak(language assets.Language) (err error) {
	words, err := assets.Load(language)
	if err == nil {
		p.language, p.words = language, words
	}
	return err
}

// runsWithoutPolicy reports whether a command runs even if the policy can't be used: it helps to
// find out why, or does nothing that a policy is about.
func runsWithoutPolicy(command string) bool {
	return slices.Contains([]string{"help", "version", "doctor"}, command)
}

// withoutPolicy refuses a command, since the policy can't be used.
func (p program) withoutPolicy(command string, args []string, err error) int {
	problem := desk.Say("policy.unusable", "Problem", err.Error())
	if command == "verify" {
		call := newVerifyCall()
		call.SetOutput(io.Discard)
		call.Usage = func() {}
		if call.Parse(args) == nil {
			call.notStarted()
		}
	}
	return p.refuse(problem)
}

// environmentProblem returns the error that says why the environments can't be used.
func (p program) environmentProblem(err error) error {
	if errors.Is(err, config.ErrNoOwnEnvironments) {
		return errors.New(desk.Say("policy.no_own_environments").In(p.words))
	}
	return err
}

// first returns the id of the environment that the window begins with. One that the policy doesn't
// allow is refused if it was asked for; if it was used last, a notice says so.
func (p program) first(h *household, asked string) (string, error) {
	if problem := desk.NotAllowed(p.policy, asked); !problem.IsZero() {
		return "", errors.New(problem.In(p.words))
	}
	if asked == "" && !p.policy.Allows(h.settings.Environment) && h.settings.Environment != "" {
		h.notice(desk.Say("policy.last_environment", "ID", ciba.Clean(h.settings.Environment, 40)))
	}
	return desk.FirstEnvironment(h.environments, h.settings, asked)
}
