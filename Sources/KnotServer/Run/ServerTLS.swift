import Foundation
import KnotCrypto
import KnotModel
import NIOSSL

/// The certificate and key that HTTPS is served with.
enum ServerTLS {
    /// What is offered in TLS 1.2, in BoringSSL's words: forward secrecy and authenticated encryption only, no CBC. TLS 1.3
    /// has nothing else.
    static let cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// The configured files, or a self-signed certificate that is made once and kept beside the database.
    static func configuration(
        _ tls: ServerConfiguration.TLS, directory: String, names: [String]
    ) throws(Failure) -> TLSConfiguration {
        let files = (
            certificate: tls.certificateFile ?? "\(directory)/server.crt", key: tls.keyFile ?? "\(directory)/server.key"
        )
        if tls.certificateFile == nil, tls.keyFile == nil { try makeCertificate(files, names: names) }
        for (setting, path) in [("cert_file", files.certificate), ("key_file", files.key)]
        where !FileManager.default.isReadableFile(atPath: path) {
            throw Failure(
                .invalid, subject: path,
                "server.tls.\(setting): \(path) is not there, or the user who runs knot may not read it")
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.cipherSuites = cipherSuites
            configuration.applicationProtocols = ["http/1.1"]
            return configuration
        } catch {
            throw Failure(
                .invalid, subject: files.certificate,
                "the certificate \(files.certificate) and its key \(files.key) cannot be used; check server.tls",
                cause: "\(error)")
        }
    }

    private static func makeCertificate(_ files: (certificate: String, key: String), names: [String]) throws(Failure) {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: files.certificate) || !manager.fileExists(atPath: files.key) else { return }
        do {
            let made = try SelfSignedCertificate.make(hosts: names, days: 3650)
            try write(made.privateKeyPEM, to: files.key)
            try write(made.certificatePEM, to: files.certificate)
        } catch {
            throw Failure(
                .invalid, subject: files.certificate, "a self-signed certificate cannot be made", cause: "\(error)")
        }
    }

    /// Written whole and readable by this user only.
    private static func write(_ text: String, to path: String) throws {
        let temporary = path + ".new"
        unlink(temporary)
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
