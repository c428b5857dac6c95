package desk

import (
	"errors"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// Recipient is a host that requests of an environment go to.
type Recipient struct {
	Host      string   // with its port, unless it is the scheme's default
	Issuer    bool     // it is the issuer's
	Addresses []string // overridden endpoints on this host, as complete URLs
	Gets      []Text   // what is sent to it
	Decides   bool     // its keys decide which answer is genuine
}

// What says in a language what the host gets and decides.
func (r Recipient) What(words Words) string {
	var gets, all []string
	for _, one := range r.Gets {
		gets = append(gets, one.In(words))
	}
	if len(gets) > 0 {
		all = append(all, Say("recipient.gets_all", "What", strings.Join(gets, ", ")).In(words))
	}
	if r.Decides {
		all = append(all, Say("recipient.decides").In(words))
	}
	if len(all) == 0 {
		return Say("recipient.says_where").In(words)
	}
	return strings.Join(all, "; ")
}

// AddressChange is the address that a secret was agreed for, and the one that it would go to now.
type AddressChange struct {
	What        Text   // which endpoint
	Gets        []Text // what is sent there
	Before, Now string
}

// All says in a language which endpoint it is, and what is sent there.
func (c AddressChange) All(words Words) string {
	return c.What.In(words) + ": " + Recipient{Gets: c.Gets}.What(words)
}

// recipientsOf returns the hosts of an environment, the issuer's first.
func recipientsOf(e config.Environment) []Recipient {
	all := []Recipient{{Host: ciba.Host(e.Issuer), Issuer: true}}
	uses := [][]config.Use{nil}
	for _, endpoint := range e.AllEndpoints() {
		at := 0
		switch host := ciba.Host(endpoint.URL); {
		case endpoint.URL == "" && endpoint.Key == config.KeyCancelEndpoint && e.Config().Endpoints.Cancel == "":
			continue // none is derived from the issuer, so there is no cancel
		case endpoint.Key == config.KeyCPRMatch && e.CPR != config.CPRMatch:
			continue // it is never asked
		case endpoint.URL != "":
			at = slices.IndexFunc(all, func(r Recipient) bool { return r.Host == host })
			if at < 0 {
				at = len(all)
				all, uses = append(all, Recipient{Host: host}), append(uses, nil)
			}
			all[at].Addresses = append(all[at].Addresses, endpoint.URL)
		}
		uses[at] = append(uses[at], endpoint.Uses...)
	}
	for i := range all {
		all[i].Gets, all[i].Decides = getsOf(e.ClientAuth, uses[i]), slices.Contains(uses[i], config.UseGenuine)
	}
	return all
}

// getsOf returns the texts for uses, without duplicates.
func getsOf(auth ciba.AuthMethod, uses []config.Use) []Text {
	var all []Text
	for _, use := range []config.Use{config.UseCredential, config.UsePerson, config.UseRequest, config.UseMatch} {
		word := string(use)
		switch {
		case !slices.Contains(uses, use):
			continue
		case use == config.UseCredential && (auth == ciba.PrivateKeyJWT || auth == ciba.ClientSecretJWT):
			word = "assertion"
		}
		all = append(all, Say("recipient.gets."+word))
	}
	return all
}

// changesOf returns the addresses that a secret was saved for, paired with those that it would go
// to now: the hosts, or the complete addresses if only the paths differ.
func changesOf(e config.Environment, err error) []AddressChange {
	var elsewhere *secrets.ElsewhereError
	if !errors.As(err, &elsewhere) {
		return nil
	}
	var all []AddressChange
	for _, c := range elsewhere.Changes() {
		before, now := c.Saved, c.Asked
		if before == "" {
			before = elsewhere.Saved.Issuer
		}
		if now == "" {
			now = elsewhere.Asked.Issuer
		}
		if ciba.Host(before) != ciba.Host(now) {
			before, now = ciba.Host(before), ciba.Host(now)
		}
		change := AddressChange{What: Say("editor.label." + c.Key), Before: before, Now: now}
		for _, endpoint := range e.AllEndpoints() {
			if endpoint.Key == c.Key {
				change.Gets = getsOf(e.ClientAuth, endpoint.Uses)
			}
		}
		all = append(all, change)
	}
	return all
}

// elsewhereProblem says that a secret isn't sent, and names the old and new hosts.
func elsewhereProblem(err *secrets.ElsewhereError) Text {
	var before, now []string
	for _, c := range changesOf(config.Environment{}, err) {
		before, now = append(before, c.Before), append(now, c.Now)
	}
	join := func(hosts []string) string {
		slices.Sort(hosts)
		return strings.Join(slices.Compact(hosts), ", ")
	}
	key := "problem.secret_bound_elsewhere"
	if err.Public {
		key = "problem.hosts_not_agreed"
	}
	return Say(key, "Before", join(before), "Now", join(now))
}

// withheld reports whether there is a secret that isn't sent because its binding differs.
func withheld(err error) bool {
	return errors.Is(err, secrets.ErrBoundElsewhere) || errors.Is(err, secrets.ErrKeySaved) || errors.Is(err, secrets.ErrSecretSaved)
}
