import Document

/// What usually listens on a port (IANA, "Service Name and Transport Protocol Port Number Registry",
/// and what the software's own documentation names).
enum ListeningServices {
    private static let names: [Int64: String] = [
        20: "FTP data", 21: "FTP", 22: "SSH", 23: "Telnet", 25: "SMTP", 53: "DNS", 80: "HTTP",
        110: "POP3", 111: "RPC", 123: "NTP", 135: "Windows RPC", 139: "NetBIOS", 143: "IMAP",
        161: "SNMP", 389: "LDAP", 443: "HTTPS", 445: "SMB", 465: "SMTP", 587: "SMTP", 636: "LDAP",
        873: "rsync", 993: "IMAP", 995: "POP3", 1433: "SQL Server", 1521: "Oracle", 2049: "NFS",
        2375: "Docker", 2376: "Docker", 2379: "etcd", 3000: "a web application", 3128: "a proxy",
        3306: "MySQL", 3389: "RDP", 5432: "PostgreSQL", 5439: "Redshift", 5601: "Kibana",
        5672: "AMQP", 5900: "VNC", 5985: "WinRM", 5986: "WinRM", 6379: "Redis", 6443: "Kubernetes",
        8080: "HTTP", 8443: "HTTPS", 8888: "Jupyter", 9042: "Cassandra", 9092: "Kafka",
        9200: "Elasticsearch", 10250: "kubelet", 11211: "memcached", 27017: "MongoDB",
    ]

    /// Those that usually listen on some of these ports, by port; of a wide range nobody can tell.
    static func on(_ ports: ClosedRange<Int64>) -> [String] {
        guard ports.count <= 100 else { return [] }
        var found: [String] = []
        for port in ports {
            if let name = names[port], !found.contains(name) { found.append(name) }
        }
        return found
    }
}
