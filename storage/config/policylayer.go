package config

import (
	"maps"
	"slices"
	"strings"

	"ringback/storage/files"
)

// policyLayer is one place that a policy is read from, the file or the registry, with its keys in
// one form: those of [journal] are "journal.KEY".
type policyLayer struct {
	file         string // what errors call it
	top          map[string]any
	environments map[string]map[string]any
	line         func(path string) int
	problems     []error
}

// The tables of a policy.
const (
	tableEnvironment = "environment"
	tableJournal     = "journal"
)

// fileLayer reads the text of a policy's file; name is what errors call it.
func fileLayer(data []byte, name string) (policyLayer, error) {
	document, err := parseTOML(data, name)
	if err != nil {
		return policyLayer{}, err
	}
	l := policyLayer{file: name, top: make(map[string]any), environments: make(map[string]map[string]any), line: findPaths(data).of}
	for _, key := range slices.Sorted(maps.Keys(document)) {
		switch key {
		case tableJournal:
			for below, value := range l.table(key, document[key]) {
				l.top[tableJournal+"."+below] = value
			}
		case tableEnvironment:
			for id, value := range l.table(key, document[key]) {
				l.environments[id] = l.table(key+"."+id, value)
			}
		default:
			l.top[key] = document[key]
		}
	}
	return l, nil
}

// table returns a table of the document.
func (l *policyLayer) table(path string, value any) map[string]any {
	table, ok := value.(map[string]any)
	if !ok {
		l.fault("", path, files.ProblemType, "table: write ["+tableHeader(path)+"]")
	}
	return table
}

// tableHeader is how a table is written; that of an environment isn't a list.
func tableHeader(path string) string {
	if path == tableEnvironment {
		return "environment.ID"
	}
	return path
}

// fault adds a problem of a key.
func (l *policyLayer) fault(environment, path string, problem files.Problem, allowed ...string) {
	key := strings.TrimPrefix(path, tableEnvironment+"."+environment+".")
	l.problems = append(l.problems, &files.Error{File: l.file, Line: l.line(path), Environment: environment, Key: key, Problem: problem, Allowed: allowed})
}

// source says where a key of this layer is.
func (l policyLayer) source(path string) Source { return Source{File: l.file, Line: l.line(path)} }

// over lays the keys of this layer over those of another, and says where each key comes from, and
// each environment's table, by its id.
func (l policyLayer) over(below policyLayer) (all policyLayer, sources, tables map[string]Source) {
	all = policyLayer{top: make(map[string]any), environments: make(map[string]map[string]any)}
	sources, tables = make(map[string]Source), make(map[string]Source)
	for _, layer := range []policyLayer{below, l} {
		for key, value := range layer.top {
			all.top[key], sources[key] = value, layer.source(key)
		}
		for id, table := range layer.environments {
			if all.environments[id] == nil {
				all.environments[id] = make(map[string]any)
			}
			tables[id] = layer.source(tablePath(id))
			for key, value := range table {
				path := environmentPath(id, key)
				all.environments[id][key], sources[path] = value, layer.source(path)
			}
		}
	}
	all.line = func(string) int { return 0 }
	return all, sources, tables
}

// environmentPath is what [Policy.Fixed] calls a key of an environment.
func environmentPath(id, key string) string {
	return tablePath(id) + "." + key
}

// tablePath is the path of an environment's table.
func tablePath(id string) string { return tableEnvironment + "." + id }
