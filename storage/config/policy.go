package config

import (
	"maps"
	"slices"
)

// Policy is what the administrator of the machine has fixed, for everybody who uses this program
// there. The zero Policy fixes nothing. It binds this program, not a user who brings another.
type Policy struct {
	Environments      []string // ids of those that may be used, demo included; nil: all
	EnvironmentsFile  string   // a file of environments for everybody; "": none
	NoOwnEnvironments bool     // no environments of the user's own, and no other file of them
	NoImport          bool     // of environments
	NoExport          bool     // of environments and of the journal
	NoReceipt         bool
	// VerifiedOnlyIfRecorded: outside demo, no outcome is verified until its record is on the disk.
	VerifiedOnlyIfRecorded bool
	HideTabs               []string // "claims", "appswitch", "course", "network"

	Language      string // as [Settings.Language]; "": the user's
	TextSize      int    // as [Settings.TextSize]; 0: the user's
	Sound         bool   // as [Settings.Sound], if [Policy.Fixed]; else the user's
	IdleMinutes   int    // as [Settings.IdleMinutes]; 0: the user's
	RetentionDays int    // as [Settings.RetentionDays]; 0: the user's
	// MaxPrompts is how many requests one person may get within an hour; 0: any number. It doesn't
	// bind in demo.
	MaxPrompts int
	CPR        string // CPROff: nobody is asked for by CPR number, whatever an environment says

	Proxy      string // URL of the proxy for every request, or "none"; "": the user's
	ExtraRoots string // a PEM file of root certificates, beside the system's; "": none
	LogLevel   string // "debug", "info", "warn", "error"; "": info

	Journal Journal

	// Environment holds the fixed keys of environments, by their ids, as in a file of environments.
	Environment map[string]map[string]any

	sources map[string]Source // by key; those of an environment are "environment.ID.KEY"
	tables  map[string]Source // by the ids of environments; an empty table has no key
}

// Source says where the value of a fixed key comes from.
type Source struct {
	File string // path of the file, or the key of the registry
	Line int    // counted from 1; 0 in the registry
}

// Allows reports whether an environment may be used.
func (p Policy) Allows(id string) bool {
	return p.Environments == nil || slices.Contains(p.Environments, id)
}

// Fixed reports whether the policy fixes a key, and where. A key of an environment is
// "environment.ID.KEY".
func (p Policy) Fixed(key string) (Source, bool) {
	source, fixed := p.sources[key]
	return source, fixed
}

// Fixing returns the policy with a key marked as fixed, and where. It doesn't set the value.
func (p Policy) Fixing(key string, from Source) Policy {
	sources := make(map[string]Source, len(p.sources)+1)
	maps.Copy(sources, p.sources)
	sources[key] = from
	p.sources = sources
	return p
}
