package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// PolicyValue is a key that the policy fixes.
type PolicyValue struct {
	Key    string // as [Policy.Fixed] calls it
	Value  string // as the file would write it; "set" where it may tell more than it should
	Source Source
}

// Values returns what the policy fixes, in the order of its keys: first those of the policy itself,
// as it is read, then those of environments. Nothing of it is secret.
func (p Policy) Values() []PolicyValue {
	written := p.written()
	var values []PolicyValue
	for _, key := range PolicyKeys(nil) {
		if source, fixed := p.sources[key.Name]; fixed {
			values = append(values, PolicyValue{Key: key.Name, Value: written[key.Name], Source: source})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Environment)) {
		for _, key := range Keys("") {
			if value, fixed := p.Environment[id][key.Name]; fixed {
				path := environmentPath(id, key.Name)
				values = append(values, PolicyValue{Key: path, Value: writtenValue(value), Source: p.sources[path]})
			}
		}
	}
	return values
}

// written returns the values of the policy's own keys.
func (p Policy) written() map[string]string {
	set := func(words []string) string {
		if len(words) == 0 {
			return ""
		}
		return "set" // an argument may be anything
	}
	return map[string]string{
		"environments":              tomlValue(p.Environments),
		"environments_file":         tomlString(p.EnvironmentsFile),
		"own_environments":          fmt.Sprint(!p.NoOwnEnvironments),
		"import":                    fmt.Sprint(!p.NoImport),
		"export":                    fmt.Sprint(!p.NoExport),
		"receipt":                   fmt.Sprint(!p.NoReceipt),
		"verified_only_if_recorded": fmt.Sprint(p.VerifiedOnlyIfRecorded),
		"hide_tabs":                 tomlValue(p.HideTabs),
		"language":                  tomlString(p.Language),
		"text_size":                 fmt.Sprint(p.TextSize),
		"sound":                     fmt.Sprint(p.Sound),
		"idle_minutes":              fmt.Sprint(p.IdleMinutes),
		"retention_days":            fmt.Sprint(p.RetentionDays),
		"max_prompts":               fmt.Sprint(p.MaxPrompts),
		"cpr":                       tomlString(p.CPR),
		"proxy":                     tomlString(p.Proxy),
		"extra_roots":               tomlString(p.ExtraRoots),
		"log_level":                 tomlString(p.LogLevel),
		"journal.database":          tomlString(p.Journal.Database),
		"journal.user":              tomlString(p.Journal.User),
		"journal.certificate":       tomlString(p.Journal.Certificate),
		"journal.password":          tomlString(p.Journal.Password),
		"journal.token_command":     set(p.Journal.TokenCommand),
		"journal.unreachable":       tomlString(p.Journal.Unreachable),
	}
}

// writtenValue writes a value as the file has it. An address with what doesn't belong there, such
// as a password, isn't told: the environment's fault says that it is wrong.
func writtenValue(value any) string {
	if text, is := value.(string); is && strings.Contains(text, "://") && strings.ContainsAny(text, "@?#") {
		return "set"
	}
	items, list := value.([]any)
	if !list {
		return tomlValue(value)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = fmt.Sprint(item)
	}
	return tomlValue(texts)
}

// String is how a source is written: the file with the line, or the key of the registry.
func (s Source) String() string {
	if s.Line == 0 {
		return s.File
	}
	return strings.Join([]string{s.File, "line " + fmt.Sprint(s.Line)}, ", ")
}
