package config

import (
	"fmt"
	"maps"
	"slices"

	"ringback/storage/files"
)

// RegistryKey is a key of Windows' registry with all that is in it, by names in small letters,
// which the registry doesn't tell from capital ones.
type RegistryKey struct {
	// Values holds a string (REG_SZ), a uint32 (REG_DWORD), a []string (REG_MULTI_SZ), or what an
	// error calls any other type, as a RegistryType.
	Values map[string]any
	Keys   map[string]RegistryKey
}

// RegistryType is the type of a value that can't be one of a policy.
type RegistryType string

// registryName is what errors call the policy's key.
const registryName = `HKLM\Software\Policies\Ringback`

// registryLayer turns the policy's key of the registry into a layer. Tables are subkeys.
func registryLayer(key RegistryKey, languages []string) policyLayer {
	l := policyLayer{file: registryName, top: make(map[string]any), environments: make(map[string]map[string]any), line: func(string) int { return 0 }}
	kinds := make(map[string]KeyKind)
	for _, known := range PolicyKeys(languages) {
		kinds[known.Name] = known.Kind
	}
	l.take(key.Values, l.top, kinds, "", "")
	for _, name := range slices.Sorted(maps.Keys(key.Keys)) {
		below := key.Keys[name]
		switch name {
		case tableJournal:
			l.take(below.Values, l.top, kinds, "", tableJournal+".")
			l.noTables(below, tableJournal)
		case tableEnvironment:
			l.takeEnvironments(below)
		default:
			l.fault("", name, files.ProblemUnknownKey)
		}
	}
	return l
}

func (l *policyLayer) takeEnvironments(key RegistryKey) {
	for _, name := range slices.Sorted(maps.Keys(key.Values)) {
		l.fault("", tableEnvironment+"."+name, files.ProblemType, `subkey: environment\ID`)
	}
	kinds := environmentKinds()
	for id, below := range key.Keys {
		l.environments[id] = make(map[string]any)
		l.take(below.Values, l.environments[id], kinds, id, tableEnvironment+"."+id+".")
		l.noTables(below, tableEnvironment+"."+id)
	}
}

// noTables reports subkeys where there are none.
func (l *policyLayer) noTables(key RegistryKey, path string) {
	for _, name := range slices.Sorted(maps.Keys(key.Keys)) {
		l.fault("", path+"."+name, files.ProblemUnknownKey)
	}
}

// take takes over values as the file would have them. Names that aren't known are reported when the
// layer is read.
func (l *policyLayer) take(values, into map[string]any, kinds map[string]KeyKind, environment, prefix string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		key := name
		if environment == "" {
			key = prefix + name
		}
		value, ok := fromRegistry(values[name], kinds[key])
		if !ok {
			l.fault(environment, prefix+name, files.ProblemType, registryType(kinds[key]))
			continue
		}
		into[key] = value
	}
}

// fromRegistry returns a value as the file would have it.
func fromRegistry(value any, kind KeyKind) (any, bool) {
	switch v := value.(type) {
	case string:
		return v, kind == KeyText || kind == ""
	case []string:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = item
		}
		return items, kind == KeyList || kind == ""
	case uint32:
		if kind == KeyFlag {
			return v == 1, v <= 1
		}
		return int64(v), kind == KeyNumber || kind == KeySeconds || kind == ""
	}
	return fmt.Sprint(value), kind == ""
}

// registryType names the type of a key's value.
func registryType(kind KeyKind) string {
	switch kind {
	case KeyFlag:
		return "REG_DWORD of 0 or 1"
	case KeyNumber, KeySeconds:
		return "REG_DWORD"
	case KeyList:
		return "REG_MULTI_SZ"
	}
	return "REG_SZ"
}
