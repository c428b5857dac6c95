package mitid

import (
	"net/url"
	"testing"

	"ringback/ciba"
)

func TestAppswitchURL(t *testing.T) {
	const (
		back = "https://your-app.dk/backfrommitid"
		link = "https://appswitchmitid.page.link/?apn=dk.mitid.app.android&afl=https://appswitch.mitid.dk&link=https://appswitch.mitid.dk"
		tail = "?returnUrl=https%3A%2F%2Fyour-app.dk%2Fbackfrommitid"
	)
	for _, test := range []struct {
		name         string
		style        Style
		platform     Platform
		test         bool
		back         string
		ios, android string
		want         string
	}{
		{"current, iOS", StyleCurrent, PlatformIOS, false, "", "", "", "https://appswitch.mitid.dk"},
		{"current, iOS, test", StyleCurrent, PlatformIOS, true, "", "", "", "https://appswitch-test.mitid.nets.eu"},
		{"current, Android", StyleCurrent, PlatformAndroid, false, "", "", "", "https://appswitch.mitid.dk"},
		{"current, Android, test", StyleCurrent, PlatformAndroid, true, "", "", "", "https://appswitch.mitid.dk"},
		{"current, older Android", StyleCurrent, PlatformAndroidOld, false, back, "", "", link},
		{"current, iOS, and back", StyleCurrent, PlatformIOS, false, back, "", "", "https://appswitch.mitid.dk/" + tail},
		{"current, iOS, test, and back", StyleCurrent, PlatformIOS, true, back, "", "", "https://appswitch-test.mitid.nets.eu/" + tail},
		{"current, Android, and back", StyleCurrent, PlatformAndroid, false, back, "", "", "https://appswitch.mitid.dk/" + tail},
		{"documented, iOS", StyleDocumented, PlatformIOS, false, back, "", "", "https://appswitch.mitid.dk"},
		{"documented, iOS, test", StyleDocumented, PlatformIOS, true, "", "", "", "https://appswitch.mitid.dk"},
		{"documented, Android", StyleDocumented, PlatformAndroid, true, back, "", "", link},
		{"documented, older Android", StyleDocumented, PlatformAndroidOld, true, "", "", "", link},
		{"iOS overridden", StyleCurrent, PlatformIOS, true, back, "https://switch.example", "https://other.example", "https://switch.example/" + tail},
		{"Android overridden, with path", StyleCurrent, PlatformAndroid, false, back, "", "https://switch.example/app", "https://switch.example/app" + tail},
		{"Android overridden, with query", StyleCurrent, PlatformAndroid, false, back, "", "https://switch.example/?a=b", "https://switch.example/?a=b&" + tail[1:]},
		{"documented, iOS overridden", StyleDocumented, PlatformIOS, false, back, "https://switch.example", "", "https://switch.example"},
		{"older Android is never overridden", StyleCurrent, PlatformAndroidOld, false, "", "https://switch.example", "https://switch.example", link},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := AppswitchURL(test.style, test.platform, test.test, test.back, test.ios, test.android)
			if err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestReturnURLComesBackWhole(t *testing.T) {
	const back = "https://your-app.dk/a%20b/?x=1&y=%26+2&returnUrl=https://evil.example"
	got, err := AppswitchURL(StyleCurrent, PlatformIOS, false, back, "", "")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if values := u.Query()["returnUrl"]; len(values) != 1 || values[0] != back || len(u.Query()) != 1 {
		t.Errorf("got %q", u.Query())
	}
}

func TestAppswitchURLRefuses(t *testing.T) {
	for _, test := range []struct {
		name           string
		style          Style
		platform       Platform
		back, override string
		field, problem string
	}{
		{"a style that there is not", "newest", PlatformIOS, "", "", FieldAppswitchStyle, ciba.ProblemUnknown},
		{"a platform that there is not", StyleCurrent, "windows", "", "", FieldPlatform, ciba.ProblemUnknown},
		{"an http return URL", StyleCurrent, PlatformIOS, "http://a.dk", "", FieldReturnURL, ciba.ProblemNotHTTPS},
		{"an http return URL that would not be in it", StyleDocumented, PlatformAndroidOld, "http://a.dk", "", FieldReturnURL, ciba.ProblemNotHTTPS},
		{"an override of another scheme", StyleCurrent, PlatformIOS, "", "mitid-app://x", FieldAppswitchIOS, ciba.ProblemNotHTTPS},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := AppswitchURL(test.style, test.platform, false, test.back, test.override, "")
			wantProblem(t, err, test.field, test.problem)
			if got != "" {
				t.Errorf("got %q beside the error", got)
			}
		})
	}
}

func TestAppswitchWarning(t *testing.T) {
	for _, test := range []struct {
		style    Style
		platform Platform
		want     string
	}{
		{StyleCurrent, PlatformIOS, ""},
		{StyleCurrent, PlatformAndroid, ""},
		{StyleCurrent, PlatformAndroidOld, WarningDynamicLinks},
		{StyleDocumented, PlatformIOS, ""},
		{StyleDocumented, PlatformAndroid, WarningDynamicLinks},
		{StyleDocumented, PlatformAndroidOld, WarningDynamicLinks},
	} {
		link, err := AppswitchURL(test.style, test.platform, false, "", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := AppswitchWarning(link); got != test.want {
			t.Errorf("%s, %s: got %q, want %q", test.style, test.platform, got, test.want)
		}
	}
}

func TestPlatformNamesAsInTheRequest(t *testing.T) {
	for platform, want := range map[Platform]string{PlatformIOS: "IOS", PlatformAndroid: "Android", PlatformAndroidOld: "Android"} {
		if got := platform.AppOS(); got != want {
			t.Errorf("%s: got %q, want %q", platform, got, want)
		}
	}
	if !StyleDocumented.ReturnURLInRequest() || StyleCurrent.ReturnURLInRequest() {
		t.Error("only the documented style puts the return URL into the request")
	}
}
