// Package connect makes connections to the database of a shared journal, PostgreSQL 14 or newer,
// directly or through pgbouncer.
//
// What it is told is all that counts: the environment variables, password files, service files and
// default certificates of PostgreSQL have no say, since whoever can set those could turn TLS off.
// Every host but this machine proves itself by a certificate for its name.
//
// Who logs in, and how, is asked for at each new connection, so that a changed password, a renewed
// certificate and a new token are used without a restart. A password goes through pgbouncer;
// certificates and tokens need the server itself.
//
// [Connector.Explain] turns the errors of connections into those of this package, in which nothing
// of a login, a password or a row is.
package connect
