package config

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestThePolicyIsDocumented: the page of the manual has every key, in its table and with its type
// in the registry, and no others.
func TestThePolicyIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../.package/man/ringback-policy.5")
	if err != nil {
		t.Fatal(err)
	}
	var told, read []string
	table := ""
	section := regexp.MustCompile(`^\.Ss \[(\w+)`)
	item := regexp.MustCompile(`^\.It Cm (.+) Pq (\w+)$`)
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if found := section.FindStringSubmatch(line); found != nil {
			table = found[1] + "."
		}
		found := item.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		for name := range strings.SplitSeq(found[1], " , ") {
			told = append(told, table+name+" "+found[2])
		}
	}
	written := func(key string, kind KeyKind) string {
		name, _, _ := strings.Cut(registryType(kind), " ")
		return key + " " + name
	}
	for _, key := range PolicyKeys(spoken) {
		read = append(read, written(key.Name, key.Kind))
	}
	for key, kind := range environmentKinds() {
		read = append(read, written(tableEnvironment+"."+key, kind))
	}
	slices.Sort(told)
	slices.Sort(read)
	if !slices.Equal(told, read) {
		t.Errorf("told: %v\nread: %v", told, read)
	}
	_, demo, _ := strings.Cut(string(page), "only these can be set:")
	demo, _, _ = strings.Cut(demo, ".Bl")
	r := tableReader{known: make(map[string]bool), line: func(string) int { return 0 }}
	everything := make(map[string]any)
	for key := range environmentKinds() {
		everything[key] = nil
	}
	r.insideDemo(everything)
	for _, fault := range fileErrors(joined(r.problems)) {
		if strings.Contains(demo, " "+fault.Key+" ") {
			t.Errorf("%s can't be set in the demo", fault.Key)
		}
		delete(everything, fault.Key)
	}
	for _, generic := range []string{"hint", "requested_expiry", "acr_values", "person_claim"} {
		delete(everything, generic) // they mean nothing in the demo's profile
	}
	for key := range everything {
		if !strings.Contains(demo, " "+key+" ") {
			t.Errorf("nothing is said of %s in the demo", key)
		}
	}
}
