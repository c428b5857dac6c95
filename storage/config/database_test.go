package config

import (
	"reflect"
	"strings"
	"testing"

	"ringback/storage/files"
)

// TestDatabaseAddresses.
func TestDatabaseAddresses(t *testing.T) {
	hosts := func(all ...DatabaseHost) []DatabaseHost { return all }
	for text, want := range map[string]Database{
		"postgres://journal.example/ringback":                   {hosts(DatabaseHost{"journal.example", 5432}), "ringback"},
		"postgresql://journal.example:6432/ring%20back":         {hosts(DatabaseHost{"journal.example", 6432}), "ring back"},
		"postgres://a.example:5433,b.example,192.0.2.1:1/r":     {hosts(DatabaseHost{"a.example", 5433}, DatabaseHost{"b.example", 5432}, DatabaseHost{"192.0.2.1", 1}), "r"},
		"postgres://[::1]:5433,[2001:db8::1]/r":                 {hosts(DatabaseHost{"::1", 5433}, DatabaseHost{"2001:db8::1", 5432}), "r"},
		"postgres:///ringback?host=/run/postgresql":             {hosts(DatabaseHost{"/run/postgresql", 5432}), "ringback"},
		"postgres:///ringback?host=%2Frun%2Fpostgresql&port=77": {hosts(DatabaseHost{"/run/postgresql", 77}), "ringback"},
	} {
		if got, problem := ParseDatabase(text); problem != "" || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %s", text, got, problem)
		}
	}
	for _, text := range []string{
		"", "postgres", "postgres://", "postgres://journal.example", "postgres://journal.example/", "mysql://journal.example/r", "postgres:///r",
		"POSTGRES://journal.example/r", "postgres://journal.example/r#x", "postgres://journal.example/r/s", "postgres://journal.example/r%2Fs", "postgres://journal.example/r%zz",
		"postgres://journal.example:0/r", "postgres://journal.example:65536/r", "postgres://journal.example:/r", "postgres://journal.example:x/r",
		"postgres://,a.example/r", "postgres://a.example,/r", "postgres://a b.example/r", "postgres://a.example/r?sslmode=disable", "postgres://a.example/r?",
		"postgres://a.example/r?host=/run", "postgres:///r?host=run", "postgres:///r?host=/run&sslmode=disable", "postgres:///r?host=/a&host=/b", "postgres:///r?host=/a,/b",
		"postgres:///r?port=5432", "postgres:///r?host=/run&port=0", "postgres:///r?host=/run&port=", "postgres://[::1/r", "postgres://[x]/r", "postgres://::1/r",
		"postgres://a.example/" + strings.Repeat("r", 64), "postgres://a.example/r%00", "postgres://" + strings.Repeat("a,", 10) + "a/r",
	} {
		if got, problem := ParseDatabase(text); problem != files.ProblemDatabase || !reflect.DeepEqual(got, Database{}) {
			t.Errorf("%s: %+v, %q", text, got, problem)
		}
	}
}

// TestAPasswordInAnAddress is found whatever key hides it, and however that is written.
func TestAPasswordInAnAddress(t *testing.T) {
	for _, text := range []string{
		"postgres://anna:hemmelig@a.example/r", "postgres://anna@a.example/r", "postgres://:hemmelig@a.example/r", "postgres://anna:hem/melig@a.example/r", "postgres://anna:hem?melig@a.example/r",
		"postgres://anna:hem%zz@a.example/r", "postgres://anna:hemmelig%40a.example/r", "postgres://a.example,anna:hemmelig@b.example/r",
		"postgres://a.example/r?password=hemmelig", "postgres://a.example/r?PassWord=hemmelig", "postgres://a.example/r?pass%77ord=hemmelig", "postgres://a.example/r?x=1&sslpassword=hemmelig",
		"postgres://a.example/r?x=1;password=hemmelig", "postgres:///r?host=/run&password=hemmelig", "postgres://a.example/r?user=anna", "postgres://a.example/r?password",
		"postgres://a.example/r?sslkey=x&ssl_client_secret=hemmelig", "postgres://a.example/r?token=hemmelig", "postgres://a.example/r?%zz=hemmelig", "mysql://anna:hemmelig@a.example/r",
	} {
		if got, problem := ParseDatabase(text); problem != files.ProblemCredentialsInURL || !reflect.DeepEqual(got, Database{}) {
			t.Errorf("%s: %+v, %q", text, got, problem)
		}
	}
}

// FuzzParseDatabase: what is read holds no password and no more than what was meant.
func FuzzParseDatabase(f *testing.F) {
	for _, text := range []string{"postgres://a.example:5433,[::1]/r", "postgres:///r?host=/run&port=77", "postgres://anna:hemmelig@a.example/r?password=x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, problem := ParseDatabase(text)
		if problem != "" {
			if !reflect.DeepEqual(got, Database{}) {
				t.Errorf("%+v", got)
			}
			return
		}
		if got.Name == "" || len(got.Hosts) == 0 || strings.Contains(text, "@") {
			t.Errorf("%+v", got)
		}
		for _, host := range got.Hosts {
			if host.Name == "" || host.Port == 0 || strings.ContainsAny(host.Name, "?#@,") && !strings.HasPrefix(host.Name, "/") {
				t.Errorf("%+v", host)
			}
		}
	})
}
