<?php
// An empty database becomes a blog with one post and three users; their application passwords are told as JSON.
$_SERVER['HTTP_HOST'] = 'localhost';
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Wasserwerk', 'chief', 'chief@wasserwerk.example', true, '', 'only-for-tests');
update_option('permalink_structure', '/%postname%/');
update_option('moderation_notify', 0);
update_option('comments_notify', 0);
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('timezone_string', 'Europe/Vienna');
switch_theme('plain');
$people = ['chief' => get_user_by('login', 'chief')->ID];
foreach (['answers' => 'editor', 'author' => 'author'] as $login => $role) {
    $people[$login] = wp_insert_user([
        'user_login' => $login, 'user_pass' => 'only-for-tests', 'role' => $role,
        'user_email' => "$login@wasserwerk.example", 'display_name' => $login === 'answers' ? 'Wasserwerk' : $login,
    ]);
}
$told = [];
foreach ($people as $login => $id) {
    $told[$login] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Zuruf'])[0];
}
echo "\n" . json_encode($told);
